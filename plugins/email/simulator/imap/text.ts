// How values are written on the IMAP wire (RFC 3501 §4): strings, dates, folder names.

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A quoted string, or a literal where the value has bytes that cannot be quoted; `undefined` is NIL. */
export function imapString(value: string | undefined): string {
  if (value === undefined) return 'NIL';
  if (/^[\x20-\x7e]*$/.test(value)) return quoted(value);
  return `{${value.length}}\r\n${value}`;
}

export function quoted(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}

/** `17-Jul-1996 02:44:25 +0000` */
export function internalDateText(date: Date): string {
  const day = String(date.getUTCDate()).padStart(2, ' ');
  return `"${day}-${MONTHS[date.getUTCMonth()]}-${date.getUTCFullYear()} ${date.toISOString().slice(11, 19)} +0000"`;
}

/** Reads `17-Jul-1996` or `17-Jul-1996 02:44:25 +0200`; undefined when it is neither. */
export function parseImapDate(text: string): Date | undefined {
  const match = /^ ?(\d{1,2})-([A-Za-z]{3})-(\d{4})(?: (\d\d:\d\d:\d\d) ([+-]\d{4}))?$/.exec(text);
  if (!match) return undefined;
  const [, day, month, year, time = '00:00:00', zone = '+0000'] = match;
  const index = MONTHS.findIndex((name) => name.toLowerCase() === month!.toLowerCase());
  const date = new Date(
    `${year}-${String(index + 1).padStart(2, '0')}-${day!.padStart(2, '0')}T${time}${zone.slice(0, 3)}:${zone.slice(3)}`,
  );
  return index < 0 || Number.isNaN(date.getTime()) ? undefined : date;
}

/** Folder name → modified UTF-7 (RFC 3501 §5.1.3). */
export function encodeFolderName(name: string): string {
  return name.replace(/[^\x20-\x7e]+|&/g, (run) => {
    if (run === '&') return '&-';
    const base64 = Buffer.from(run, 'utf16le').swap16().toString('base64');
    return `&${base64.replace(/=+$/, '').replaceAll('/', ',')}-`;
  });
}

/** Modified UTF-7 → folder name; what is not valid stays as it is. */
export function decodeFolderName(name: string): string {
  return name.replace(/&([^-&]*)-/g, (whole, run: string) => {
    if (run === '') return '&';
    const bytes = Buffer.from(run.replaceAll(',', '/'), 'base64');
    return bytes.length % 2 === 0 && bytes.length > 0 ? bytes.swap16().toString('utf16le') : whole;
  });
}
