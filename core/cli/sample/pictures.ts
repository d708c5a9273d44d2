// Small files to look at: a drawing of a bicycle as PNG, a page of text as PDF, both made here.
import { crc32, deflateSync } from 'node:zlib';

type Colour = [number, number, number];

/** The drawing's size in pixels. */
const WIDTH = 360;
const HEIGHT = 240;

/** A bicycle against a wall; `variant` changes the colours, `marked` puts a ring around the rear wheel. */
export function bicyclePicture(variant: number, marked = false): Buffer {
  const hue = (variant * 67) % 360;
  const canvas = new Canvas(mixed(hue, 0.18, 0.86), mixed(hue + 30, 0.12, 0.7));
  const frame = mixed(hue + 180, 0.6, 0.38);
  const dark: Colour = [38, 40, 46];
  for (const x of [110, 255]) {
    canvas.ring(x, 160, 46, 4, dark);
    canvas.ring(x, 160, 5, 4, dark);
  }
  const lines = [
    [110, 160, 172, 160],
    [172, 160, 150, 92],
    [150, 92, 232, 92],
    [232, 92, 172, 160],
    [150, 92, 110, 160],
    [228, 78, 255, 160],
  ];
  for (const [x1, y1, x2, y2] of lines) canvas.line(x1!, y1!, x2!, y2!, 3, frame);
  canvas.line(136, 84, 164, 84, 4, dark);
  canvas.line(214, 74, 244, 74, 3, dark);
  if (marked) canvas.ring(110, 160, 62, 3, [214, 40, 40]);
  return canvas.png();
}

class Canvas {
  private readonly pixels = Buffer.alloc(WIDTH * HEIGHT * 3);

  constructor(top: Colour, bottom: Colour) {
    for (let y = 0; y < HEIGHT; y += 1) for (let x = 0; x < WIDTH; x += 1) this.dot(x, y, y < 206 ? top : bottom);
  }

  private dot(x: number, y: number, colour: Colour): void {
    if (x >= 0 && y >= 0 && x < WIDTH && y < HEIGHT) this.pixels.set(colour, (y * WIDTH + x) * 3);
  }

  line(x1: number, y1: number, x2: number, y2: number, thick: number, colour: Colour): void {
    const steps = Math.max(Math.abs(x2 - x1), Math.abs(y2 - y1));
    for (let step = 0; step <= steps; step += 1) {
      const [x, y] = [x1 + ((x2 - x1) * step) / steps, y1 + ((y2 - y1) * step) / steps];
      for (let dx = 0; dx < thick; dx += 1)
        for (let dy = 0; dy < thick; dy += 1) this.dot(Math.round(x) + dx, Math.round(y) + dy, colour);
    }
  }

  ring(cx: number, cy: number, radius: number, thick: number, colour: Colour): void {
    for (let y = -radius; y <= radius; y += 1) {
      for (let x = -radius; x <= radius; x += 1) {
        const away = Math.hypot(x, y);
        if (away <= radius && away > radius - thick) this.dot(cx + x, cy + y, colour);
      }
    }
  }

  /** PNG, third edition: signature, header, one block of unfiltered lines, end. */
  png(): Buffer {
    const lines = Buffer.alloc((WIDTH * 3 + 1) * HEIGHT);
    for (let y = 0; y < HEIGHT; y += 1)
      this.pixels.copy(lines, y * (WIDTH * 3 + 1) + 1, y * WIDTH * 3, (y + 1) * WIDTH * 3);
    const head = Buffer.alloc(13);
    head.writeUInt32BE(WIDTH, 0);
    head.writeUInt32BE(HEIGHT, 4);
    head.set([8, 2, 0, 0, 0], 8);
    const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    return Buffer.concat([
      signature,
      chunk('IHDR', head),
      chunk('IDAT', deflateSync(lines)),
      chunk('IEND', Buffer.alloc(0)),
    ]);
  }
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const all = Buffer.alloc(body.length + 8);
  all.writeUInt32BE(data.length, 0);
  body.copy(all, 4);
  all.writeUInt32BE(crc32(body), body.length + 4);
  return all;
}

/** Hue in degrees, saturation and lightness from 0 to 1 (CSS Color 4 §7). */
function mixed(hue: number, saturation: number, lightness: number): Colour {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const part = (offset: number) => {
    const k = (offset + hue / 30) % 12;
    return Math.round(255 * (lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [part(0), part(8), part(4)];
}

/** One page of lines; the first is the heading. ISO 32000-1 §7.5, letters outside Latin-1 become question marks. */
export function paper(lines: string[]): Buffer {
  const shown = lines.map(
    (line, index) => `${index === 0 ? '/F 16' : '/F 10'} Tf (${escaped(line)}) Tj 0 -${index === 0 ? 30 : 16} Td`,
  );
  const content = `BT 60 770 Td ${shown.join('\n')} ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
  ];
  let text = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}`;
  text += `${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

function escaped(line: string): string {
  return line
    .replaceAll('€', 'EUR')
    .replace(/[^\u0020-\u00ff]/g, '?')
    .replace(/[\\()]/g, '\\$&');
}
