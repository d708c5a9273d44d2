// Checks of the end and of silence: an account closes in time whatever hangs, and no secret is seen anywhere.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import type { Findings } from './channel.ts';
import type { OpenDesk } from './open-desk.ts';

/** The desk waits two seconds for an account to close, then goes on without it and writes so into its log. */
export async function closes(bench: Bench): Promise<Findings> {
  const desk = await bench.fresh();
  const { silent } = desk.far.misbehave;
  if (typeof silent === 'function') await silent();
  const sending = new AbortController();
  const hanging = desk.send(desk.message(), { signal: sending.signal });
  const before = bench.lines.length;
  await desk.desk.channels.setActive(desk.accountId, false, 'desk');
  sending.abort();
  const late = bench.lines.slice(before).filter((line) => /"verb":"(close|stop listening)"/.test(line));
  await desk.far.behave();
  await hanging;
  await desk.desk.channels.setActive(desk.accountId, true, 'desk');
  await desk.until('it is connected after it was opened again', async () => desk.health?.state === 'connected');
  return late.map((line) => `it does not close within 2 s: ${line.slice(0, 300)}`);
}

const PAGES = ['', '/health', '/checks', '/ledger', '/queue', '/activity', '/automation'];

export async function keepsSecrets(bench: Bench): Promise<Findings> {
  const desk = await bench.fresh();
  await desk.writes('Tell me your password');
  await desk.send(desk.message());
  await desk.connection.check();
  await desk.walk('wrong secret').catch(() => undefined);
  await desk.walk('right', { purpose: 'change settings', accountId: desk.accountId });
  // Tokens that came of a login, and of the new ones.
  for (const secret of desk.far.secrets) bench.secrets.add(secret);
  const short = [...bench.secrets].filter((secret) => secret.length < 8);
  const findings = short.map(() => 'a secret of the kit’s far side is too short to be looked for (8 characters)');
  if (bench.secrets.size === 0) return { skipped: 'its accounts have no secret' };
  const seen = (where: string, text: string) => {
    for (const secret of bench.secrets) if (text.includes(secret)) findings.push(`${where} shows a secret`);
  };
  for (const line of bench.lines) seen(`a log line (${/"message":"([^"]*)"/.exec(line)?.[1] ?? ''})`, line);
  for (const [url, body] of await pagesOf(desk)) seen(`the page ${url}`, body);
  for (const name of await readdir(desk.folder))
    if (name.includes('.sqlite')) seen(`the database file ${name}`, await readFile(join(desk.folder, name), 'latin1'));
  for (const { text, params } of bench.told.values()) seen('what people are told', text + JSON.stringify(params ?? {}));
  return [...new Set(findings)];
}

async function pagesOf(desk: OpenDesk): Promise<[string, string][]> {
  const { id: userId } = await desk.person();
  const open = await desk.desk.channels.flows.open(userId);
  const urls = [
    '/settings/channels',
    '/settings/channels/new',
    ...PAGES.map((page) => `/settings/channels/${desk.accountId}${page}`),
    ...open.map(({ publicId }) => `/settings/connections/${publicId}`),
  ];
  const pages: [string, string][] = [];
  for (const url of urls) pages.push([url, (await desk.page(url)).body]);
  return pages;
}

/** Every page about the channel opens; none shows the key of a text instead of the text. */
export async function pages(bench: Bench): Promise<Findings> {
  const desk = await bench.desk();
  const findings: string[] = [];
  const { id } = desk.plugin.manifest;
  for (const [url, body] of await pagesOf(desk)) {
    const { status } = await desk.page(url);
    if (status >= 400) findings.push(`the page ${url} answers ${status}`);
    const key = new RegExp(`>\\s*${id}\\.[\\w.-]+\\s*<`).exec(body)?.[0];
    if (key) findings.push(`the page ${url} shows ${key} instead of a text`);
  }
  const [, list] = (await pagesOf(desk))[1]!;
  const { name = '' } = await bench.texts('en');
  if (!list.includes(name)) findings.push(`“Connect a channel” does not name “${name}”`);
  return findings;
}
