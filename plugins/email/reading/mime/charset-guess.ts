// Guesses the charset of bytes that came without a usable label and are not UTF-8.
import chardet from 'chardet';

/** Enough to tell languages apart, little enough to stay quick. */
const sampleBytes = 8192;

/** Charsets a guess may name; anything else the statistics find in mail is a false alarm. */
const plausible = /^(windows-125[0-8]|iso-8859-\d+|koi8-r|shift_jis|euc-jp|euc-kr|gb18030|big5|iso-2022-(jp|kr))$/i;

/**
 * The likely charset label. Western European is the default: it takes clear evidence to leave it, because a wrong
 * guess turns a readable mail with odd quotation marks into an unreadable one.
 */
export function guessCharset(bytes: Uint8Array): string {
  const sample = sampleAround(bytes);
  const high = sample.reduce((count, byte) => count + (byte > 127 ? 1 : 0), 0);
  if (high < 6) return 'windows-1252';
  const [best] = chardet.analyse(sample).filter((match) => plausible.test(match.name));
  if (!best || best.confidence < 40) return 'windows-1252';
  const name = best.name.toLowerCase();
  return name === 'iso-8859-1' ? 'windows-1252' : name;
}

/** The stretch that holds the first bytes above 127. */
function sampleAround(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte > 127);
  const start = Math.max(0, first - 256);
  return bytes.subarray(start, start + sampleBytes);
}
