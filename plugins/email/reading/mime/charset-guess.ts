// Guesses the charset of bytes that came without a usable label and are not UTF-8.
import chardet from 'chardet';

/** Enough to tell languages apart, little enough to stay quick. */
const sampleBytes = 8192;

/** Charsets a guess may name; anything else the statistics find in mail is a false alarm. */
const plausible = /^(windows-125[0-8]|iso-8859-\d+|koi8-r|shift_jis|euc-jp|euc-kr|gb18030|big5|iso-2022-(jp|kr))$/i;

/** What is guessed without evidence: the most common charset of mails that name none. */
export const unsure = 'windows-1252';

/**
 * The likely charset label. Western European is the default: it takes clear evidence to leave it, because a wrong
 * guess turns a readable mail with odd quotation marks into an unreadable one.
 */
export function guessCharset(bytes: Uint8Array): string {
  const sample = sampleAround(bytes);
  const high = sample.filter((byte) => byte > 127);
  if (new Set(high).size < 4) return unsure;
  const pairs = guessPairs(sample);
  if (pairs) return pairs;
  const [best] = chardet.analyse(sample).filter((match) => plausible.test(match.name));
  if (!best || best.confidence < (isForeign(sample) ? 10 : 40) || high.length < 6) return unsure;
  const name = best.name.toLowerCase();
  return name === 'iso-8859-1' ? unsure : name;
}

/** Most letters are above 127: no language of Latin letters looks like that. */
function isForeign(sample: Uint8Array): boolean {
  const letters = sample.filter((byte) => byte > 127 || (byte >= 0x41 && byte <= 0x7a));
  return letters.filter((byte) => byte > 127).length > letters.length * 0.6;
}

/** The stretch that holds the first bytes above 127. */
function sampleAround(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte > 127);
  const start = Math.max(0, first - 256);
  return bytes.subarray(start, start + sampleBytes);
}

/** The East Asian charset of text whose bytes above 127 all come in pairs, which is too short for statistics. */
function guessPairs(sample: Uint8Array): string | null {
  const leads: number[] = [];
  let narrow = 0;
  for (let at = 0; at < sample.length; at++) {
    const lead = sample[at]!;
    if (lead < 128) continue;
    const trail = sample[++at] ?? 0;
    if (lead < 0xa1 || lead === 0xff || trail < 0xa1 || trail === 0xff) return null;
    if (lead >= 0xc0 && trail >= 0xc0) narrow++;
    leads.push(lead);
  }
  const share = (low: number, high: number) =>
    leads.filter((lead) => lead >= low && lead <= high).length / leads.length;
  // Alphabets use only part of the range; rare characters in mass are some alphabet as well.
  if (leads.length < 4 || narrow > leads.length * 0.85 || share(0xd8, 0xff) > 0.4) return null;
  if (share(0xa4, 0xa5) > 0.25) return 'euc-jp';
  return share(0xb0, 0xc8) > 0.85 ? 'euc-kr' : 'gb18030';
}
