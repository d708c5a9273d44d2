// Makes the file names of attachments harmless and gives names to those that have none.

/** Longest name kept; file systems stop at 255 bytes. */
const longest = 200;

/** Characters that change the direction of text and so can hide what a name really ends with. */
const directionMarks = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** The name without path and control characters, null if nothing is left. */
export function safeFileName(name: string): string | null {
  const last = name
    .slice(0, 4000)
    .replace(/[\0-\x1f\x7f]+/g, ' ')
    .replace(directionMarks, '\ufffd')
    .split(/[/\\]/)
    .at(-1)!
    .trim();
  if (last === '' || /^\.+$/.test(last)) return null;
  if (last.length <= longest) return last;
  const dot = last.lastIndexOf('.');
  const ending = dot > 0 && last.length - dot <= 12 ? last.slice(dot) : '';
  return last.slice(0, longest - ending.length) + ending;
}

const endings: Record<string, string> = {
  'text/plain': 'txt',
  'text/html': 'html',
  'text/calendar': 'ics',
  'text/csv': 'csv',
  'text/vcard': 'vcf',
  'text/x-vcard': 'vcf',
  'text/rfc822-headers': 'txt',
  'message/rfc822': 'eml',
  'message/global': 'eml',
  'message/delivery-status': 'txt',
  'message/disposition-notification': 'txt',
  'message/feedback-report': 'txt',
  'image/jpeg': 'jpg',
  'image/jpg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/svg+xml': 'svg',
  'image/tiff': 'tif',
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'application/msword': 'doc',
  'application/rtf': 'rtf',
  'application/json': 'json',
  'application/ics': 'ics',
  'application/ms-tnef': 'dat',
  'application/vnd.ms-tnef': 'dat',
  'application/pgp-signature': 'asc',
  'application/pgp-encrypted': 'asc',
  'application/pgp-keys': 'asc',
  'application/pkcs7-signature': 'p7s',
  'application/x-pkcs7-signature': 'p7s',
  'application/pkcs7-mime': 'p7m',
  'application/x-pkcs7-mime': 'p7m',
};

/** A name for a part without one: `attachment-2.pdf`. */
export function synthesiseFileName(type: string, number: number): string {
  return `attachment-${number}.${endings[type] ?? 'bin'}`;
}
