// What a browser shows or plays in place; everything else is a download.

const PICTURES = /^image\/(png|jpeg|gif|webp|avif|bmp)$/;
const SOUNDS = /^audio\/(mpeg|ogg|aac|mp4|x-m4a|wav|webm|x-wav)$/;
const FILMS = /^video\/(mp4|x-m4v|webm|ogg|quicktime)$/;

/** `audio/ogg; codecs=opus` → `audio/ogg`. */
function plain(type: string): string {
  return type.split(';')[0]!.trim().toLowerCase();
}

export function isPlayed(type: string): boolean {
  return SOUNDS.test(plain(type)) || FILMS.test(plain(type));
}

export function isShown(type: string): boolean {
  return PICTURES.test(plain(type)) || isPlayed(type) || plain(type) === 'application/pdf';
}
