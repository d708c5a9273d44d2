// The bytes a BODY[…] item names (RFC 3501 §6.4.5).
import type { MimePart } from '../mime.ts';

export interface Section {
  /** `1.2` → [1, 2]; empty for the mail itself. */
  path: number[];
  /** '', HEADER, HEADER.FIELDS, HEADER.FIELDS.NOT, TEXT or MIME. */
  what: string;
  /** Lower case names of HEADER.FIELDS. */
  fields: string[];
}

/** Reads what stands between the brackets; undefined when it is not a section. */
export function parseSection(text: string): Section | undefined {
  const match = /^(\d{1,4}(?:\.\d{1,4}){0,50})?(?:\.(?=\D))?([A-Za-z.]*)(?:\s*\(([^)]*)\))?$/.exec(text.trim());
  if (!match) return undefined;
  const what = match[2]!.toUpperCase();
  if (!['', 'HEADER', 'HEADER.FIELDS', 'HEADER.FIELDS.NOT', 'TEXT', 'MIME'].includes(what)) return undefined;
  const fields = (match[3] ?? '').split(/\s+/).filter((name) => name !== '');
  return {
    path: match[1]?.split('.').map(Number) ?? [],
    what,
    fields: fields.map((name) => name.replaceAll('"', '').toLowerCase()),
  };
}

/** The bytes (as latin1) of a section; undefined, sent as NIL, where the mail has no such part. */
export function sectionText(text: string, root: MimePart, section: Section): string | undefined {
  const part = partAt(root, section.path);
  if (!part) return undefined;
  if (section.what === 'MIME') return text.slice(part.headerStart, part.bodyStart);
  if (section.what === '' && section.path.length > 0) return text.slice(part.bodyStart, part.bodyEnd);
  // Of a part, HEADER and TEXT mean those of the mail inside it.
  const mail = section.path.length === 0 ? part : part.children[0];
  if (section.what === '') return text.slice(part.headerStart, part.bodyEnd);
  if (!mail || (section.path.length > 0 && part.type !== 'message')) return undefined;
  if (section.what === 'TEXT') return text.slice(mail.bodyStart, mail.bodyEnd);
  if (section.what === 'HEADER') return text.slice(mail.headerStart, mail.bodyStart);
  const wanted = section.what === 'HEADER.FIELDS';
  const fields = mail.headers.filter((field) => section.fields.includes(field.name) === wanted);
  return `${fields.map((field) => field.text).join('')}\r\n`;
}

function partAt(root: MimePart, path: number[]): MimePart | undefined {
  let part: MimePart | undefined = root;
  let numbered = partsOfMail(root);
  for (const number of path) {
    part = numbered[number - 1];
    numbered = part ? partsWithin(part) : [];
  }
  return part;
}

// The only part of a mail that is no multipart has number 1.
function partsOfMail(mail: MimePart): MimePart[] {
  return mail.type === 'multipart' ? mail.children : [mail];
}

function partsWithin(part: MimePart): MimePart[] {
  const inner = part.type === 'message' ? part.children[0] : undefined;
  return inner ? partsOfMail(inner) : part.children;
}
