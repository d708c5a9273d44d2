// Unpacks compressed RTF (MS-OXRTFCP), the form Outlook stores message bodies in.

/** What every stream may refer back to before it has written anything (MS-OXRTFCP §3.1.1.1). */
const dictionary = Buffer.from(
  [
    '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript ',
    '\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n',
    '\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx',
  ].join(''),
  'latin1',
);
const windowSize = 4096;
const compressed = 0x75465a4c;
const stored = 0x414c454d;

/** The RTF, as far as it can be unpacked; null if the bytes are no compressed RTF. @param most bound of the result */
export function unpackRtf(bytes: Buffer, most: number): Buffer | null {
  if (bytes.length < 16) return null;
  const rawSize = Math.min(bytes.readUInt32LE(4), most);
  const kind = bytes.readUInt32LE(8);
  if (kind === stored) return bytes.subarray(16, 16 + rawSize);
  if (kind !== compressed) return null;
  // A reference of two bytes stands for at most 17: more than that the input cannot hold.
  return unpack(bytes, Buffer.alloc(Math.min(rawSize, bytes.length * 9)));
}

function unpack(bytes: Buffer, out: Buffer): Buffer {
  const window = Buffer.alloc(windowSize);
  dictionary.copy(window);
  let position = dictionary.length;
  let length = 0;
  const write = (byte: number): void => {
    out[length++] = byte;
    window[position] = byte;
    position = (position + 1) % windowSize;
  };
  for (let at = 16; at < bytes.length && length < out.length;) {
    const flags = bytes[at++]!;
    for (let bit = 0; bit < 8 && at < bytes.length && length < out.length; bit++) {
      if ((flags & (1 << bit)) === 0) {
        write(bytes[at++]!);
        continue;
      }
      const reference = (bytes[at]! << 8) | (bytes[at + 1] ?? 0);
      at += 2;
      const offset = reference >> 4;
      if (offset === position) return out.subarray(0, length);
      for (let step = 0; step < (reference & 15) + 2 && length < out.length; step++)
        write(window[(offset + step) % windowSize]!);
    }
  }
  return out.subarray(0, length);
}
