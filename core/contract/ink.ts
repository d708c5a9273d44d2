// What can be read on a colour that somebody chose. Pure.

/** Of `#rrggbb`: white where it can be read on the colour (WCAG 2.2, 1.4.3), else nearly black. */
export function inkOn(colour: string): string {
  const light = (at: number) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  const luminance = 0.2126 * light(1) + 0.7152 * light(3) + 0.0722 * light(5);
  return 1.05 / (luminance + 0.05) >= 4.5 ? '#ffffff' : '#1c1917';
}
