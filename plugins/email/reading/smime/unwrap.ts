// Unwraps S/MIME parts that are signed but not encrypted (RFC 8551 §3.5.2); needs no keys.
import type { MimePart, ParseLimits } from '../parsed-mail.ts';
import { readTree } from '../mime/tree.ts';
import { readContentInfo } from './content-info.ts';

export interface Unwrapped {
  kind: 'signed' | 'encrypted' | 'unknown';
  /** The enclosed part, if it can be read. */
  root: MimePart | null;
}

export function unwrapSigned(part: MimePart, limits: ParseLimits, hint: string | null): Unwrapped {
  const smimeType = part.parameters['smime-type']?.toLowerCase() ?? '';
  const info = readContentInfo(part.body, limits.unpackedBytes);
  if (info?.content && info.kind !== 'encrypted') {
    const root = readTree(info.content, { ...limits, depth: Math.max(2, limits.depth >> 1) }, hint).root;
    return { kind: info.kind === 'signed' ? 'signed' : 'unknown', root };
  }
  if (info) return { kind: info.kind === 'encrypted' ? 'encrypted' : 'unknown', root: null };
  return { kind: /^(enveloped|authenveloped)/.test(smimeType) ? 'encrypted' : 'unknown', root: null };
}
