// Signing outgoing mail (RFC 6376, 8301): rsa-sha256, relaxed/relaxed, present fields signed once more than they occur.
import { createHash, createPrivateKey, createPublicKey, createSign, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';

export interface DkimKey {
  domain: string;
  selector: string;
  /** PEM, PKCS #8. */
  privateKey: string;
}

/** Fields a signature covers where the mail has them (RFC 6376 §5.4.1). */
const SIGNED = [
  'from',
  'reply-to',
  'subject',
  'date',
  'to',
  'cc',
  'message-id',
  'in-reply-to',
  'references',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
  'auto-submitted',
  'list-unsubscribe',
  'list-unsubscribe-post',
];
/** Nobody may add a second one of these on the way. */
const GUARDED = new Set(['from', 'reply-to', 'subject', 'date', 'to', 'cc']);

interface Field {
  name: string;
  value: string;
}

/** The mail with the signature on top. `at` is the time of signing. */
export function signed(raw: Buffer, key: DkimKey, at: Date): Buffer {
  const end = raw.indexOf('\r\n\r\n');
  const header = raw.toString('latin1', 0, end < 0 ? raw.length : end + 2);
  const body = end < 0 ? Buffer.alloc(0) : raw.subarray(end + 4);
  const fields = fieldsOf(header);
  const { names, lines } = chosen(fields);
  const tags = [
    'v=1',
    'a=rsa-sha256',
    'c=relaxed/relaxed',
    `d=${key.domain}`,
    `s=${key.selector}`,
    `t=${Math.floor(at.getTime() / 1000)}`,
    `bh=${createHash('sha256').update(relaxedBody(body)).digest('base64')}`,
    `h=${names.join(':\r\n  ')}`,
  ];
  const unsigned = `DKIM-Signature: ${tags.join(';\r\n ')};\r\n b=`;
  const [own] = fieldsOf(`${unsigned}\r\n`);
  const signer = createSign('RSA-SHA256').update(`${lines.join('')}${relaxedField(own!)}`, 'latin1');
  const signature = signer.sign(key.privateKey, 'base64').replace(/.{72}/g, '$&\r\n  ');
  return Buffer.concat([Buffer.from(`${unsigned}${signature}\r\n`, 'latin1'), raw]);
}

function fieldsOf(header: string): Field[] {
  return [...header.matchAll(/^([!-9;-~]{1,80})[ \t]*:([^\r\n]*(?:\r\n[ \t][^\r\n]*)*)\r\n/gm)].map(
    ([, name, value]) => ({
      name: name!.toLowerCase(),
      value: value!,
    }),
  );
}

/** Occurrences are signed from the bottom up; a name listed once more than it occurs stands for "no other". */
function chosen(fields: Field[]): { names: string[]; lines: string[] } {
  const names: string[] = [];
  const lines: string[] = [];
  for (const name of SIGNED) {
    const found = fields.filter((field) => field.name === name).toReversed();
    for (const field of found) {
      names.push(name);
      lines.push(`${relaxedField(field)}\r\n`);
    }
    if (GUARDED.has(name)) names.push(name);
  }
  return { names, lines };
}

/** RFC 6376 §3.4.2. */
function relaxedField({ name, value }: Field): string {
  return `${name}:${value
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim()}`;
}

/** RFC 6376 §3.4.4. */
function relaxedBody(body: Buffer): Buffer {
  const text = body
    .toString('latin1')
    .split('\r\n')
    .map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''))
    .join('\r\n');
  let end = text.length;
  while (end > 0 && text.startsWith('\r\n', end - 2)) end -= 2;
  return Buffer.from(end === 0 ? '' : `${text.slice(0, end)}\r\n`, 'latin1');
}

export async function newKey(domain: string, selector: string): Promise<DkimKey> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { domain, selector, privateKey };
}

/** What is to stand in DNS: a text record. */
export function recordOf({ domain, selector, privateKey }: DkimKey): { name: string; value: string } {
  const bytes = createPublicKey(createPrivateKey(privateKey)).export({ type: 'spki', format: 'der' });
  return { name: `${selector}._domainkey.${domain}`, value: `v=DKIM1; k=rsa; p=${bytes.toString('base64')}` };
}
