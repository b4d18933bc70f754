'use client';
import { useState } from 'react';
import { Dialog } from '#components/ui/dialog.tsx';
import { Checkbox } from '#components/ui/field.tsx';
import { setSingleKeys, singleKeysOn } from '#components/ui/hotkeys.ts';
import { Kbd } from '#components/ui/kbd.tsx';

const shortcuts: [keys: string[], words: string][] = [
  [['⌘', 'K'], 'Search or act (Ctrl K elsewhere)'],
  [['/'], 'Go to the filter'],
  [['j'], 'Next row'],
  [['k'], 'Row before'],
  [['x'], 'Select the row'],
  [['Enter'], 'Open the row'],
  [['Esc'], 'Close what is open'],
  [['?'], 'This list'],
];

/** The keys that work on every page, and the switch for those of a single letter. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const [on, setOn] = useState(singleKeysOn);
  return (
    <Dialog title="Keyboard shortcuts" size="small" onClose={onClose}>
      <dl className="mb-4 grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2">
        {shortcuts.map(([keys, words]) => (
          <div key={words} className="contents">
            <dt className="flex gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <Checkbox
        label="Single-letter keys"
        hint="Turn them off when you dictate, or when they get in the way."
        checked={on}
        onChange={(event) => {
          setSingleKeys(event.target.checked);
          setOn(event.target.checked);
        }}
      />
    </Dialog>
  );
}
