// A poor but quick reading, for mails whose full reading took too long or too much memory.
import { classify } from './automation/kind.ts';
import { headersForChannel, type ReadMail } from './channel-reading.ts';
import { describe } from './read.ts';
import { parseMail } from './parse.ts';
import type { ParsedMail } from './parsed-mail.ts';
import type { Reading } from './reading.ts';
import { rulesVersion } from './sanitise.ts';

/** Enough for any honest header and a first look at the text. */
const firstBytes = 64 * 1024;

/** Headers and plain text of the beginning of the mail; no HTML, nothing cut, nothing found out. */
export function readRoughly(raw: Uint8Array, code: string): Reading {
  return rough(parseBeginning(raw), code);
}

/** The same for the channel: the whole mail comes along as a file, so that nothing is out of reach. */
export function readRoughlyForChannel(raw: Uint8Array, code: string): ReadMail {
  const mail = parseBeginning(raw);
  const content = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  return {
    reading: rough(mail, code),
    files: [{ name: 'mail.eml', type: 'message/rfc822', content, inline: false, contentId: null }],
    visibleHtml: null,
    quotedHtml: null,
    signatureHtml: null,
    remoteImages: 0,
    automatic: classify(mail, null).automatic !== null,
    readReceipt: null,
    ...headersForChannel(mail),
  };
}

function parseBeginning(raw: Uint8Array): ParsedMail {
  const limits = { depth: 10, parts: 20, headerFields: 500, textBytes: firstBytes };
  return { ...parseMail(raw.subarray(0, firstBytes), limits), attachments: [] };
}

function rough(mail: ParsedMail, code: string): Reading {
  const text = mail.text ?? '';
  return {
    ...describe(mail, null),
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
