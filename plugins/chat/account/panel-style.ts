// The style of the widget's open panel, and its version: the widget asks for exactly the one it was made with.
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { PluginContext } from '../../../core/contract/context.ts';

const FILE = fileURLToPath(new URL('../widget/panel.css', import.meta.url));

/** Read anew when the file has changed. */
export function panelStyle(context: Pick<PluginContext, 'once'>): { text: string; version: string } {
  const known = context.once('widget panel style', () => ({ changed: 0, text: '', version: '' }));
  const changed = statSync(FILE).mtimeMs;
  if (changed === known.changed) return known;
  const text = readFileSync(FILE, 'utf8');
  const version = createHash('sha256').update(text).digest('base64url').slice(0, 8);
  return Object.assign(known, { changed, text, version });
}
