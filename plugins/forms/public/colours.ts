// The form's own colour as a style sheet: pages under a strict policy take no colours in their markup.

/** Also what may be written upon it: whichever of black and white can be read better (WCAG 2.2). */
export function colourSheet(colour: string): string {
  const sound = /^#[0-9a-f]{6}$/i.test(colour) ? colour.toLowerCase() : '#005f73';
  const light = luminance(sound);
  const upon = 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 ? '#ffffff' : '#111111';
  return `.form-face{--form-colour:${sound};--form-upon:${upon}}\n`;
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

/** Where the sheet of a colour is. */
export function sheetOf(colour: string): string {
  return `/channels/forms/colour.css?c=${encodeURIComponent(colour.replace('#', ''))}`;
}
