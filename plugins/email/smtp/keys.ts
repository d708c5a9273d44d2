// The keys mail is signed with, one for each domain: in the plugin's folder, or in the operator's configuration.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PluginContext } from '../../../core/contract/context.ts';
import { newKey, type DkimKey } from './dkim.ts';

type Ports = Pick<PluginContext, 'folder' | 'config' | 'now'>;

export async function keyFor(context: Ports, domain: string): Promise<DkimKey | null> {
  const given = (context.config.dkim as Record<string, Partial<DkimKey>> | undefined)?.[domain];
  if (given?.selector && given.privateKey) return { domain, selector: given.selector, privateKey: given.privateKey };
  try {
    return JSON.parse(await readFile(await fileOf(context, domain), 'utf8')) as DkimKey;
  } catch {
    return null;
  }
}

/** The key that is there, else a new one. Its selector tells when it was made, so that the next one can stand beside it. */
export async function makeKey(context: Ports, domain: string): Promise<DkimKey> {
  const known = await keyFor(context, domain);
  if (known) return known;
  const key = await newKey(domain, `hubdesk${context.now().toISOString().slice(0, 10).replaceAll('-', '')}`);
  await writeFile(await fileOf(context, domain), JSON.stringify(key), { mode: 0o600, flag: 'wx' });
  return key;
}

async function fileOf(context: Ports, domain: string): Promise<string> {
  return join(await context.folder(), `dkim-${domain.toLowerCase().replace(/[^a-z0-9.-]/g, '_')}.json`);
}
