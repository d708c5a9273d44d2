// Something to listen to, as uncompressed sounds: a crank that clicks at every turn, and somebody who speaks.

const RATE = 8000;
/** Clicks a second. */
const TURNS = 1.4;

export function clicking(seconds: number): Buffer {
  const samples = Buffer.alloc(Math.round(seconds * RATE));
  let noise = 7;
  for (let at = 0; at < samples.length; at += 1) {
    noise = (noise * 1_103_515_245 + 12_345) % 2_147_483_648;
    const since = (at / RATE) % (1 / TURNS);
    const hum = 4 * Math.sin((at * 2 * Math.PI * 70) / RATE);
    const click = 90 * Math.exp(-since * 90) * Math.sin(since * 2 * Math.PI * 1300);
    samples[at] = 128 + Math.round(hum + click + (noise / 2_147_483_648 - 0.5) * 6);
  }
  return waveFile(samples);
}

/** A voice in no language: syllables of a hum with overtones, in words, with breaths between sentences. */
export function speaking(seconds: number): Buffer {
  const samples = new Uint8Array(Math.round(seconds * RATE)).fill(128);
  let seed = 11;
  const chance = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  for (let at = 0.2, count = 1; at < seconds - 0.3; count += 1) {
    const length = 0.11 + 0.12 * chance();
    sing(samples.subarray(at * RATE, (at + length) * RATE), 95 + 45 * chance(), 0.35 + 0.65 * chance());
    at += length + (count % 11 === 0 ? 0.7 : count % 3 === 0 ? 0.12 : 0.02);
  }
  return waveFile(samples);
}

/** One syllable: it swells and fades; `pitch` in Hz, `loudness` from 0 to 1. */
function sing(samples: Uint8Array, pitch: number, loudness: number): void {
  for (let at = 0; at < samples.length; at += 1) {
    const phase = (at * 2 * Math.PI * pitch) / RATE;
    const hum = Math.sin(phase) + 0.7 * Math.sin(4 * phase) + 0.5 * Math.sin(9 * phase);
    samples[at] = 128 + 55 * loudness * Math.sin((Math.PI * at) / samples.length) * hum;
  }
}

/** 8000 samples a second of 8 bit, 128 in the middle, as a file: mono, RIFF/WAVE as in RFC 2361. */
export function waveFile(samples: Uint8Array): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(RATE, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}
