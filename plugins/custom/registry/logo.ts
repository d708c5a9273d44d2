// Logos: fetched once from where a registration says, kept here, and served by the desk itself.
import { createHash } from 'node:crypto';
import { allChannels, keepLogo, type Channel } from '../store/channels.ts';
import { bytesOf } from '../wire/bytes.ts';
import type { Registry } from './registry.ts';

/** Bytes. */
const LARGEST = 200 * 1024;
const SIGNATURES: [RegExp, string][] = [
  [/^\x89PNG\r\n\x1a\n/, 'image/png'],
  [/^\xff\xd8\xff/, 'image/jpeg'],
  [/^RIFF[^]{4}WEBP/, 'image/webp'],
  [/^GIF8/, 'image/gif'],
  [/^\s*(<\?xml[^>]*>\s*)?(<!--[^]*?-->\s*)?<svg[\s>]/, 'image/svg+xml'],
];

/** Changes with the picture, so that it may be kept for ever; null while there is none. */
export function logoAddress({ id, logo }: Pick<Channel, 'id' | 'logo'>): string | null {
  return logo === ''
    ? null
    : `/channels/custom/logo/${id}-${createHash('sha256').update(logo).digest('hex').slice(0, 10)}`;
}

/** A `data:` address of a picture, or null for what is none. */
export function readLogo(bytes: Uint8Array): string | null {
  const start = Buffer.from(bytes.subarray(0, 2000)).toString('latin1');
  const type = SIGNATURES.find(([mark]) => mark.test(start))?.[1];
  return type && bytes.byteLength <= LARGEST ? `data:${type};base64,${Buffer.from(bytes).toString('base64')}` : null;
}

/** Tried whenever the clock asks; a logo that cannot be fetched leaves the icon in its place. */
export async function fetchLogos(registry: Registry): Promise<void> {
  const { context } = registry;
  const wanting = (await allChannels(context)).filter(
    ({ logo, logoUrl, deletedAt }) => logo === '' && logoUrl && !deletedAt,
  );
  for (const { id, logoUrl } of wanting) {
    const logo = await fetched(registry, logoUrl);
    if (logo === null) continue;
    await keepLogo(context, id, logo);
    await registry.renew(id);
  }
}

async function fetched({ context }: Registry, url: string): Promise<string | null> {
  try {
    const response = await context.fetch(url, { signal: AbortSignal.timeout(10_000) });
    const bytes = response.ok ? await bytesOf(response, LARGEST) : null;
    return bytes && readLogo(bytes);
  } catch (error) {
    context.log.info({ error, url }, 'The logo of a channel could not be fetched');
    return null;
  }
}
