// Files that come with a form: told by their content, in kinds that cannot act by themselves, within limits.

/** Bytes of one file. */
export const LARGEST_FILE = 10 * 1024 * 1024;
/** Bytes of all files of a submission. */
export const LARGEST_TOGETHER = 25 * 1024 * 1024;

/** Ending → what the content may be found to be; an empty list: plain words, which no signature tells. */
const ENDINGS: Record<string, readonly RegExp[]> = {
  jpg: [/^image\/jpeg$/],
  jpeg: [/^image\/jpeg$/],
  png: [/^image\/(png|apng)$/],
  gif: [/^image\/gif$/],
  webp: [/^image\/webp$/],
  heic: [/^image\/(heic|heif)/],
  avif: [/^image\/avif$/],
  pdf: [/^application\/pdf$/],
  docx: [/officedocument\.wordprocessingml/, /^application\/zip$/],
  xlsx: [/officedocument\.spreadsheetml/, /^application\/zip$/],
  pptx: [/officedocument\.presentationml/, /^application\/zip$/],
  odt: [/opendocument\.text/],
  ods: [/opendocument\.spreadsheet/],
  doc: [/^application\/x-cfb$/],
  xls: [/^application\/x-cfb$/],
  mp3: [/^audio\/mpeg$/],
  m4a: [/^audio\/(mp4|x-m4a)$/],
  ogg: [/^(audio|video|application)\/ogg/],
  wav: [/^audio\/(wav|vnd\.wave)$/],
  mp4: [/^video\/mp4$/],
  mov: [/^video\/quicktime$/],
  webm: [/^video\/webm$/],
  zip: [/^application\/zip$/],
  txt: [],
  csv: [],
  log: [],
};

/** For the file chooser of the page. */
export const ACCEPTS = Object.keys(ENDINGS)
  .map((ending) => `.${ending}`)
  .join(',');

export type FileVerdict = { type: string } | { wrong: 'file_type' | 'file_disguised' | 'file_large' | 'file_empty' };

/** What the file really is, or why it is not taken. */
export async function judgeFile(name: string, content: Buffer): Promise<FileVerdict> {
  if (content.length > LARGEST_FILE) return { wrong: 'file_large' };
  if (content.length === 0) return { wrong: 'file_empty' };
  const ending = /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  if (!Object.hasOwn(ENDINGS, ending)) return { wrong: 'file_type' };
  const { fileTypeFromBuffer } = await import('file-type');
  const found = await fileTypeFromBuffer(content).catch(() => undefined);
  const allowed = ENDINGS[ending]!;
  if (allowed.length === 0) return found || !isPlain(content) ? { wrong: 'file_disguised' } : plainType(ending);
  return found && allowed.some((one) => one.test(found.mime)) ? { type: found.mime } : { wrong: 'file_disguised' };
}

function plainType(ending: string): FileVerdict {
  return { type: ending === 'csv' ? 'text/csv' : 'text/plain' };
}

/** No zero bytes, and neither a page, a script nor a vector picture behind a harmless ending. */
function isPlain(content: Buffer): boolean {
  const head = content.toString('latin1', 0, 2000).trimStart().toLowerCase();
  return !content.includes(0) && !/^(#!|<\?|<!doctype|<html|<svg|<script|mz)/.test(head);
}

export function mediaKind(type: string): 'image' | 'audio' | 'video' | 'file' {
  const kind = type.split('/')[0];
  return kind === 'image' || kind === 'audio' || kind === 'video' ? kind : 'file';
}
