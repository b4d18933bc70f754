import { Checkbox, TextField } from '#components/ui/field.tsx';

/** What a person enters of a saved view. */
export type ViewDraft = { name: string; shared: boolean };

/** The name of a view, and who sees it. */
export function ViewFields({ draft, onChange }: { draft: ViewDraft; onChange: (draft: ViewDraft) => void }) {
  return (
    <>
      <TextField label="Name" data-autofocus required maxLength={80} autoComplete="off" value={draft.name} onChange={(event) => onChange({ ...draft, name: event.target.value })} />
      <Checkbox label="Share with everybody" hint="All who sign in see it under your name. You alone change it; an admin may delete it." checked={draft.shared} onChange={(event) => onChange({ ...draft, shared: event.target.checked })} />
    </>
  );
}

/** What a view shows, as it stands in the URL. */
export function ViewQuery({ query }: { query: string }) {
  return <code className="mono block max-h-24 overflow-auto rounded-md bg-hover px-2.5 py-1.5 text-sm break-all whitespace-pre-wrap scroll-thin">{query === '' ? 'everything, in its usual order' : decodeURIComponent(query.replaceAll('+', ' '))}</code>;
}
