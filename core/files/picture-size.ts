// How large a picture is shown, read from its first bytes: the place for it is kept before it has come (RE-8).
// Sources: PNG (W3C, 11.2.1), GIF89a (18), JPEG (ITU T.81, B.2.2), EXIF 2.3 (tag 0x0112), WebP container (RFC 9649, 2.5 to 2.7).

export interface PictureSize {
  /** Pixels, as it is seen: turned as the camera says. */
  width: number;
  height: number;
}

/** Null for what is no picture, and for one whose size does not stand in these bytes. Reads hostile bytes without harm. */
export function pictureSize(bytes: Uint8Array): PictureSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const [width, height] = png(view) ?? gif(view) ?? webp(view) ?? jpeg(view) ?? [0, 0];
    return width > 0 && height > 0 ? { width, height } : null;
  } catch (error) {
    // It ends before it says so.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

type Pair = [width: number, height: number];

const png = (view: DataView): Pair | null =>
  view.getUint32(0) === 0x89504e47 ? [view.getUint32(16), view.getUint32(20)] : null;

const gif = (view: DataView): Pair | null =>
  view.getUint32(0) === 0x47494638 ? [view.getUint16(6, true), view.getUint16(8, true)] : null;

function webp(view: DataView): Pair | null {
  if (view.getUint32(0) !== 0x52494646 || view.getUint32(8) !== 0x57454250) return null;
  const three = (at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  switch (view.getUint32(12)) {
    // "VP8 ", "VP8L", "VP8X"
    case 0x56503820:
      return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
    case 0x5650384c: {
      const bits = view.getUint32(21, true);
      return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1];
    }
    case 0x56503858:
      return [three(24) + 1, three(27) + 1];
    default:
      return null;
  }
}

/** Segment by segment: turned ones say so before their size. */
function jpeg(view: DataView): Pair | null {
  if (view.getUint16(0) !== 0xffd8) return null;
  let isLying = false;
  for (let at = 2; view.getUint8(at) === 0xff;) {
    const marker = view.getUint8(at + 1);
    const length = view.getUint16(at + 2);
    if (marker === 0xe1) isLying = isTurned(view, at + 4, length) || isLying;
    if (isFrame(marker)) {
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
      return isLying ? [height, width] : [width, height];
    }
    if (length < 2) return null;
    at += 2 + length;
  }
  return null;
}

/** Of the sixteen markers from 0xC0 on, three are no frames. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** By a quarter, says the camera. */
function isTurned(view: DataView, at: number, length: number): boolean {
  if (length < 16 || view.getUint32(at) !== 0x45786966) return false;
  const start = at + 6;
  const isLittle = view.getUint16(start) === 0x4949;
  const directory = start + view.getUint32(start + 4, isLittle);
  const entries = Math.min(view.getUint16(directory, isLittle), 64);
  for (let entry = directory + 2; entry < directory + 2 + entries * 12; entry += 12)
    if (view.getUint16(entry, isLittle) === 0x0112) return view.getUint16(entry + 8, isLittle) >= 5;
  return false;
}
