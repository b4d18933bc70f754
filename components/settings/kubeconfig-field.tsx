'use client';
import { TextArea } from '#components/ui/field.tsx';

/** A kubeconfig, pasted or read from a file. */
export function KubeconfigField({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const read = async (file: File | undefined) => {
    if (file) onChange(await file.text());
  };
  return (
    <div>
      <TextArea label="Kubeconfig" required rows={8} spellCheck={false} autoComplete="off" className="[&_textarea]:mono" value={value} onChange={(event) => onChange(event.target.value)} hint="Certificates and tokens must stand in it: files and commands of this machine are not read." />
      <label className="mt-2 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-mute">
        Or read it from a file:
        <input type="file" onChange={(event) => void read(event.target.files?.[0])} className="min-w-0 max-w-full text-sm file:me-2 file:cursor-pointer file:rounded-[7px] file:border file:border-line file:bg-panel file:px-2.5 file:py-1 file:text-ink" />
      </label>
    </div>
  );
}
