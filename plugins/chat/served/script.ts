// The widget's one script: its source, joined from the files beside, around the account's configuration.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AccountContext } from '../../../core/contract/context.ts';
import { widgetConfig } from '../account/config.ts';

const FOLDER = fileURLToPath(new URL('../widget/', import.meta.url));

export async function widgetScript(account: AccountContext): Promise<string> {
  const config = JSON.stringify(await widgetConfig(account)).replace(/[<\u2028\u2029]/g, escaped);
  return `(()=>{'use strict';const config=${config};\n${widgetCode(account)}\n})();\n`;
}

/** Does nothing on the page but say why. */
export function nothingScript(why: string): string {
  return `console.warn(${JSON.stringify(`Hubdesk chat: ${why}`).replace(/[<\u2028\u2029]/g, escaped)});\n`;
}

/** Files in the order of their names; comments at the beginning of a line stay here. */
function widgetCode(account: AccountContext): string {
  const source = account.once('widget source', () => ({ stamp: '', code: '' }));
  const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.js')) : [];
  const paths = files.sort().map((name) => join(FOLDER, name));
  const stamp = paths.map((path) => `${path} ${statSync(path).mtimeMs}`).join('\n');
  if (stamp !== source.stamp) Object.assign(source, { stamp, code: paths.map(bare).join('\n;\n') });
  return source.code;
}

function bare(path: string): string {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => !/^\s*\/\//.test(line))
    .map((line) => line.trimStart())
    .filter((line) => line !== '')
    .join('\n');
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
