// Files in both directions: those a bridge uploaded or only named, and those of the desk that it may fetch.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MediaResult } from '../../../core/contract/connection.ts';
import type { PluginContext } from '../../../core/contract/context.ts';
import { reason } from '../../../core/contract/reason.ts';
import { same } from '../store/bridges.ts';
import type { Channel } from '../store/channels.ts';
import { fileOf } from '../store/files.ts';
import { bytesOf } from '../wire/bytes.ts';
import type { Registry } from './registry.ts';

/** Bytes of one file that is fetched from an address. */
export const LARGEST_FILE = 25 * 1024 * 1024;

export async function mediaOf(
  { context }: Registry,
  channel: Channel,
  ref: string,
  signal: AbortSignal,
): Promise<MediaResult> {
  const [kind, value] = [ref.slice(0, ref.indexOf(':')), ref.slice(ref.indexOf(':') + 1)];
  return kind === 'file' ? uploaded(context, channel, value) : fetched(context, value, signal);
}

/** A file belongs to the bridge that brought it. */
async function uploaded(context: PluginContext, { bridgeId }: Channel, id: string): Promise<MediaResult> {
  const file = await fileOf(context, bridgeId, id);
  if (!file) return { missing: reason('custom.no_file', 'The bridge has not uploaded this file.') };
  const content = await readFile(join(await context.folder(), file.id));
  return { content, mimeType: file.type, name: file.name };
}

async function fetched({ fetch }: PluginContext, url: string, signal: AbortSignal): Promise<MediaResult> {
  try {
    const response = await fetch(url, { signal });
    const { status } = response;
    const gone = reason('custom.file_refused', `The file could not be fetched (${status}).`, { status });
    if (status === 429 || status >= 500) return { retry: gone };
    if (!response.ok) return { missing: gone };
    const content = await bytesOf(response, LARGEST_FILE);
    if (!content) return { missing: reason('custom.file_too_large', 'The file is too large, or ends in the middle.') };
    const type = response.headers.get('content-type')?.split(';')[0];
    return { content, ...(type && { mimeType: type }) };
  } catch (error) {
    if ((error as Error).message.startsWith('Refused:'))
      return {
        missing: reason('custom.internal', 'The address leads into an internal network, which is not allowed.'),
      };
    return { retry: reason('custom.file_away', 'The file cannot be fetched for now.') };
  }
}

/** Whoever has the address has the file; nobody can make one. */
export function fileAddress(context: Pick<PluginContext, 'publicUrl' | 'sign'>, fileId: number, name: string): string {
  return `${context.publicUrl}/channels/custom/files/${fileId}/${proofOf(context, fileId)}/${encodeURIComponent(name)}`;
}

export function isProof(context: Pick<PluginContext, 'sign'>, fileId: number, proof: string): boolean {
  return same(proofOf(context, fileId), proof);
}

function proofOf({ sign }: Pick<PluginContext, 'sign'>, fileId: number): string {
  return sign('file', String(fileId));
}
