// What a file really is: found out from its content; programs, and files that pretend to be something else, are refused.
import type { MediaKind } from '../../../core/contract/part.ts';

export type Sniffed = { type: string; kind: MediaKind } | { refused: 'executable' | 'disguised' | 'empty' };

const PROGRAMS =
  /^application\/(x-msdownload|vnd\.microsoft\.portable-executable|x-dosexec|x-elf|x-executable|x-mach-binary|java-archive|java-vm|x-msi|wasm|vnd\.android\.package-archive|x-shockwave-flash|x\.ms\.shortcut|x-apple-diskimage|x\.apple\.alias)$/;
const ACTIVE =
  /\.(exe|com|scr|pif|bat|cmd|msi|msix|msp|ps1|psm1|vbs|vbe|js|jse|mjs|ws|wsf|wsh|hta|jar|app|dmg|pkg|apk|sh|bash|command|lnk|url|reg|dll|cpl|html?|xhtml|shtml|chm|iso|img)$/i;

/** What the end of a name promises. */
const PROMISES: [RegExp, RegExp][] = [
  [/\.(jpe?g|png|gif|webp|avif|heic|bmp|tiff?)$/i, /^image\//],
  [/\.(mp4|mov|m4v|avi|mkv)$/i, /^video\//],
  [/\.(mp3|ogg|oga|opus|wav|m4a|aac|flac)$/i, /^(audio|video)\/|^application\/ogg$/],
  [/\.webm$/i, /^(audio|video)\//],
  [/\.pdf$/i, /^application\/pdf$/],
  [/\.(docx|xlsx|pptx|odt|ods|odp|zip)$/i, /^application\/(zip|vnd\.)/],
  [/\.(txt|csv|md|log|json|ics|vcf)$/i, /^(text\/|application\/(json|xml))/],
];

/** Shown by browsers without harm. */
const PICTURES = /^image\/(png|jpeg|gif|webp|avif)$/;

export async function sniff(content: Uint8Array, name: string, isVoice: boolean): Promise<Sniffed> {
  if (content.byteLength === 0) return { refused: 'empty' };
  const { fileTypeFromBuffer } = await import('file-type');
  const found = await fileTypeFromBuffer(content.subarray(0, 4100)).catch(() => undefined);
  const type = found?.mime ?? (isText(content) ? 'text/plain' : 'application/octet-stream');
  if (PROGRAMS.test(type) || ACTIVE.test(name.trim()) || isScript(content)) return { refused: 'executable' };
  const promise = PROMISES.find(([end]) => end.test(name.trim()));
  if (promise && !promise[1].test(type)) return { refused: 'disguised' };
  return { type, kind: kindOf(type, isVoice) };
}

export function isPicture(type: string): boolean {
  return PICTURES.test(type);
}

function kindOf(type: string, isVoice: boolean): MediaKind {
  if (isPicture(type)) return 'image';
  if (isVoice && /^(audio|video)\//.test(type)) return 'voice';
  if (type.startsWith('audio/')) return 'audio';
  return type.startsWith('video/') ? 'video' : 'file';
}

function isText(content: Uint8Array): boolean {
  try {
    // A character may be cut in two at the end of the sample.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content.subarray(0, 65_536), { stream: true });
    return !text.includes('\u0000');
  } catch {
    return false;
  }
}

function isScript(content: Uint8Array): boolean {
  const start = Buffer.from(content.subarray(0, 1024)).toString('latin1').trimStart();
  return start.startsWith('#!') || /^(<!doctype html|<html|<script|<\?php)/i.test(start);
}
