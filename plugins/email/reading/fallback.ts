// A poor but quick reading, for mails whose full reading took too long or too much memory.
import { describe } from './read.ts';
import { parseMail } from './parse.ts';
import type { Reading } from './reading.ts';
import { rulesVersion } from './sanitise.ts';

/** Enough for any honest header and a first look at the text. */
const firstBytes = 64 * 1024;

/** Headers and plain text of the beginning of the mail; no HTML, nothing cut, nothing found out. */
export function readRoughly(raw: Uint8Array, code: string): Reading {
  const mail = parseMail(raw.subarray(0, firstBytes), {
    depth: 10,
    parts: 20,
    headerFields: 500,
    textBytes: firstBytes,
  });
  const text = mail.text ?? '';
  return {
    ...describe({ ...mail, attachments: [] }, null),
    visibleText: text,
    quotedText: '',
    signature: '',
    forward: null,
    text,
    html: null,
    remoteImages: 0,
    rulesVersion,
    defects: [...mail.defects, { code }],
  };
}
