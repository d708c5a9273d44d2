// The script that makes a page a telephone: jssip and our own parts as one, made when the first page asks for it.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PluginContext } from '../../../core/contract/context.ts';

const PARTS = fileURLToPath(new URL('../widget/', import.meta.url));

/** The parts in the order of their names, as one block: nothing of it is seen outside. */
function ownParts(): string {
  const parts = readdirSync(PARTS).filter((name) => name.endsWith('.js'));
  return parts
    .toSorted()
    .map((name) => readFileSync(join(PARTS, name), 'utf8'))
    .join('\n');
}

function hashOf(context: PluginContext): string {
  return context.once('script hash', () => createHash('sha256').update(ownParts()).digest('hex').slice(0, 10));
}

/** Changes with its content. */
export function scriptAddress(context: PluginContext): string {
  return `/channels/pbx/phone.js?v=${hashOf(context)}`;
}

export function script(context: PluginContext): Promise<string> {
  return context.once('script', () => {
    const contents = `import * as JsSIP from 'jssip';\n{\n${ownParts()}\n}`;
    return context.pageScript({ contents, folder: PARTS, bundle: true });
  });
}
