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
      <label className="mt-1.5 inline-flex items-center gap-2 text-sm text-mute">
        Or read it from a file:
        <input type="file" onChange={(event) => void read(event.target.files?.[0])} className="text-sm" />
      </label>
    </div>
  );
}
