// Describes one MIME part from its header fields: type, parameters, disposition, file name.
import type { HeaderField, MimePart } from '../parsed-mail.ts';
import { charsetLabel } from './charset.ts';
import { safeFileName } from './file-name.ts';
import { firstField } from './headers.ts';
import { readParameters } from './parameters.ts';

export interface DescribedPart {
  part: MimePart;
  /** Lower-case Content-Transfer-Encoding, empty if there is none. */
  encoding: string;
  boundary: string | null;
}

/** @param defaultType the type of a part that names none (RFC 2046 §5.1, §5.1.5) */
export function describePart(headers: HeaderField[], defaultType: string): DescribedPart {
  const contentType = firstField(headers, 'content-type');
  const { value, parameters } = readParameters(contentType?.raw ?? '');
  const disposition = readParameters(firstField(headers, 'content-disposition')?.raw ?? '');
  const filename = safeFileName(disposition.parameters.filename || parameters.name || '');
  const part: MimePart = {
    type: mediaType(value, filename === null ? defaultType : 'application/octet-stream'),
    parameters,
    disposition: disposition.value || null,
    filename,
    contentId: bareId(firstField(headers, 'content-id')?.value),
    headers,
    body: Buffer.alloc(0),
    charset: parameters.charset ? charsetLabel(parameters.charset) : null,
    children: [],
  };
  const encoding = readParameters(firstField(headers, 'content-transfer-encoding')?.raw ?? '').value;
  return { part, encoding, boundary: parameters.boundary?.trimEnd() || null };
}

/** A usable `type/subtype`; a value that is none counts as absent (RFC 2045 §5.2). */
function mediaType(value: string, fallback: string): string {
  const match = /^([\w.+-]{1,64})\s*\/\s*([\w.+-]{1,128})/.exec(value);
  if (match) return `${match[1]}/${match[2]}`;
  if (value.startsWith('multipart')) return 'multipart/mixed';
  return value === 'html' || value === 'text/' ? 'text/plain' : fallback;
}

function bareId(value: string | undefined): string | null {
  const id = (value ?? '').trim().replace(/^<|>$/g, '').trim();
  return id === '' ? null : id;
}
