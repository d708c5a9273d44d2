// The widget's one script: its source, joined and made small, around the account's configuration.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import type { FastifyReply } from 'fastify';
import type { AccountContext } from '../../../core/contract/context.ts';
import { widgetConfig } from '../account/config.ts';

const FOLDER = fileURLToPath(new URL('../widget/', import.meta.url));
const compress = promisify(brotliCompress);
/** Where the configuration goes: a name that is declared nowhere stays as it is when the code is made small. */
const PLACE = '__HUBDESK_CHAT__';
/** Compressed scripts kept: headings drawn at random give some variety. */
const KEPT = 60;

/** Compressed as small as it gets, for the browsers that take it: every visit of the site pays for it. */
export async function sendScript(
  account: AccountContext,
  accepted: unknown,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const script = await widgetScript(account);
  reply.header('vary', 'accept-encoding');
  if (!/\bbr\b/.test(String(accepted ?? ''))) return reply.send(script);
  return reply.header('content-encoding', 'br').send(await compressed(account, script));
}

export async function widgetScript(account: AccountContext): Promise<string> {
  const config = literal(await widgetConfig(account));
  return (await widgetCode(account)).replace(PLACE, () => config);
}

/** Does nothing on the page but say why. */
export function nothingScript(why: string): string {
  return `console.warn(${literal(`Hubdesk chat: ${why}`)});\n`;
}

function compressed(account: AccountContext, script: string): Promise<Buffer> {
  const kept = account.once('widget compressed', () => new Map<string, Promise<Buffer>>());
  const known = kept.get(script);
  if (known) return known;
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: script.length };
  const made = compress(script, { params });
  kept.set(script, made);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
  return made;
}

/** Made anew when a file has changed, so that whoever works on the widget sees what they do. */
function widgetCode(account: AccountContext): Promise<string> {
  const source = account.once('widget source', () => ({ stamp: '', code: Promise.resolve('') }));
  const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.js')) : [];
  const paths = files.sort().map((name) => join(FOLDER, name));
  const stamp = paths.map((path) => `${path} ${statSync(path).mtimeMs}`).join('\n');
  if (stamp !== source.stamp) Object.assign(source, { stamp, code: small(paths.map(bare).join('\n;\n'), account) });
  return source.code;
}

async function small(code: string, account: AccountContext): Promise<string> {
  const whole = `((config)=>{'use strict';\n${code}\n})(${PLACE});\n`;
  try {
    return await account.pageScript({ contents: whole, folder: FOLDER });
  } catch (error) {
    account.log.warn({ error }, 'The chat widget is served larger than it could be: esbuild does not run here');
    return whole;
  }
}

/** Files in the order of their names; comments at the beginning of a line stay here. */
function bare(path: string): string {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => !/^\s*\/\//.test(line))
    .map((line) => line.trimStart())
    .filter((line) => line !== '')
    .join('\n');
}

function literal(value: unknown): string {
  return JSON.stringify(value).replace(/[<\u2028\u2029]/g, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
