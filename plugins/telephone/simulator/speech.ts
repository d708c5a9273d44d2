// What somebody says into a telephone: a hum in syllables, as MP3 (ISO 11172-3, layer III), so that there is something to hear and see.

/** MPEG-1 layer III without a checksum, 64 kbit/s, 44.1 kHz, one channel. */
const HEADER = [0xff, 0xfb, 0x50, 0xc0];
/** Bytes, and seconds. */
const FRAME = Math.floor((144 * 64_000) / 44_100);
const LASTS = 1152 / 44_100;
/** Which of the 576 bands sound, each as loud as the gain says: about 230, 460 and 840 Hz. */
const BANDS = [6, 12, 22];
const SILENT = 0;
const LOUD = 196;

export function speech(seconds: number): Buffer {
  const frames = Math.ceil(seconds / LASTS);
  return Buffer.concat(Array.from({ length: frames }, (_, index) => frame(gainAt(index * LASTS))));
}

/** Four syllables a second that swell and fade, a breath after every seventh; four less are half as loud. */
function gainAt(second: number): number {
  const [syllable, within] = [Math.floor(second * 4), (second * 4) % 1];
  if (syllable % 8 === 7 || within > 0.85) return SILENT;
  return Math.round(LOUD - 3 * ((syllable * 5) % 4) - 14 * Math.abs(within - 0.4));
}

/** Two granules alike, each with its own words behind the side information. */
function frame(gain: number): Buffer {
  const coded = bandsAsBits();
  const granule = bits(coded.length, 12) + bits(bigValues(), 9) + bits(gain, 8) + bits(0, 4) + '0';
  const tables = bits(1, 5).repeat(3) + bits(0, 4) + bits(0, 3) + '000';
  const side = bits(0, 18) + (granule + tables).repeat(2);
  const body = (side + coded.repeat(2)).padEnd((FRAME - HEADER.length) * 8, '0');
  return Buffer.from([...HEADER, ...(body.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2))]);
}

function bigValues(): number {
  return Math.max(...BANDS) / 2 + 1;
}

/** Pairs by the standard's table 1: `1` for none of the two, `01` and a sign for the first alone. */
function bandsAsBits(): string {
  const pairs = Array.from({ length: bigValues() }, (_, pair) => (BANDS.includes(pair * 2) ? '010' : '1'));
  return pairs.join('');
}

function bits(value: number, length: number): string {
  return value.toString(2).padStart(length, '0');
}
