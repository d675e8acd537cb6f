import { renameSync, writeFileSync } from 'node:fs';

/** Writes a file in one step: a reader sees the old text or the new, never half. The folder is there already. */
export function replaceFile(path: string, text: string): void {
  const draft = `${path}.writing`;
  writeFileSync(draft, text);
  renameSync(draft, path);
}
