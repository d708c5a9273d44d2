// How large a picture is shown, read from its first bytes: the place for it is kept before it has come (RE-8).
import { disableTypes, imageSize, types } from 'image-size';

export interface PictureSize {
  /** Pixels, as it is seen: turned as the camera says. */
  width: number;
  height: number;
}

/** What browsers show; nothing else is read, so that less can be made to go wrong. */
const SHOWN = new Set(['png', 'jpg', 'gif', 'webp']);
disableTypes(types.filter((type) => !SHOWN.has(type)));

/** Of the orientations of EXIF 2.3 (tag 0x0112), the first that lies on its side. */
const LYING = 5;

/** Null for what is no picture, and for one whose size does not stand in these bytes. Reads hostile bytes without harm. */
export function pictureSize(bytes: Uint8Array): PictureSize | null {
  try {
    const { width, height, orientation = 1 } = imageSize(bytes);
    if (!(width > 0 && height > 0)) return null;
    return orientation >= LYING ? { width: height, height: width } : { width, height };
  } catch {
    // The library throws for whatever it cannot read.
    return null;
  }
}
