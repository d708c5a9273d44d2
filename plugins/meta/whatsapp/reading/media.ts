// A file in a WhatsApp message: what it is called, and how it is fetched later.
import type { MediaKind, Part } from '../../../../core/contract/part.ts';
import { fields, firstText, text, type Fields } from '../../graph/json.ts';

const KINDS: Record<string, MediaKind> = {
  image: 'image',
  video: 'video',
  audio: 'audio',
  voice: 'voice',
  document: 'file',
  sticker: 'sticker',
};

/** What Meta sends where it leaves the type out. */
const USUAL: Record<MediaKind, string> = {
  image: 'image/jpeg',
  video: 'video/mp4',
  audio: 'audio/mpeg',
  voice: 'audio/ogg',
  file: 'application/octet-stream',
  sticker: 'image/webp',
};

const ENDINGS: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'video/mp4': 'mp4',
  'video/3gpp': '3gp',
  'audio/aac': 'aac',
  'audio/amr': 'amr',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/ogg': 'ogg',
  'application/pdf': 'pdf',
};

/** How a file is named to `connection.media`: its id, for some days an address as well, and what it must hash to. */
export interface MediaReference {
  id: string;
  url: string;
  /** Base64. */
  sha256: string;
}

export function mediaParts(type: string, content: Fields): Part[] {
  const reference: MediaReference = {
    id: text(content.id),
    url: firstText(content.url, content.link),
    sha256: text(content.sha256),
  };
  if (reference.id === '' && reference.url === '') return [];
  const kind = content.voice === true ? 'voice' : KINDS[type]!;
  const mimeType = firstText(content.mime_type, USUAL[kind]).split(';')[0]!.trim().toLowerCase();
  const caption = text(content.caption);
  return [
    {
      type: 'media',
      kind,
      name: nameOf(text(content.filename), kind, mimeType),
      mimeType,
      ref: JSON.stringify(reference),
      ...(caption && { caption }),
    },
  ];
}

function nameOf(said: string, kind: MediaKind, mimeType: string): string {
  // A path is somebody's folder, not a name.
  const name = said.split(/[\\/]/).at(-1)!.trim().slice(0, 200);
  if (name !== '') return name;
  const ending = ENDINGS[mimeType];
  return ending ? `${kind}.${ending}` : kind;
}

export function readReference(ref: string): MediaReference {
  let read: unknown;
  try {
    read = JSON.parse(ref);
  } catch {
    // Nothing we wrote.
  }
  const { id, url, sha256 } = fields(read);
  return { id: text(id), url: text(url), sha256: text(sha256) };
}
