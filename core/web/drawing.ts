// Drawings that others bring, taken down to their lines: what is kept can neither act nor fetch.
import { Parser } from 'htmlparser2';

const SHAPES = ['g', 'path', 'circle', 'ellipse', 'rect', 'line', 'polyline', 'polygon'];
const MEASURES =
  'd cx cy r rx ry x y x1 y1 x2 y2 width height points transform opacity stroke-width stroke-linecap stroke-linejoin fill-rule clip-rule';
const ATTRIBUTES = new Set(MEASURES.split(' '));
const PLAIN = /^[\w\s.,()+-]*$/;
/** No `url(…)`: that leads elsewhere. */
const PAINT = /^(none|currentcolor|#[0-9a-f]{3,8}|[a-z]{3,20})$/i;
const LARGEST = 20_000;

/** A `<symbol>` of the shapes in an SVG file. Throws when the file is too large or nothing of it can be kept. */
export function symbolOf(id: string, svg: string): string {
  if (svg.length > LARGEST) throw new Error(`The drawing "${id}" is larger than ${LARGEST / 1000} kB`);
  let viewBox = '0 0 24 24';
  let drawn = '';
  /** Open elements that are not kept; nothing inside them is. */
  let left = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (name === 'svg' && drawn === '') {
          if (/^[\d\s.,-]{1,60}$/.test(attributes.viewBox ?? '')) viewBox = attributes.viewBox!;
          drawn = `<g${kept(attributes, ['width', 'height', 'x', 'y'])}>`;
        } else if (left > 0 || !SHAPES.includes(name)) left += 1;
        else drawn += `<${name}${kept(attributes)}>`;
      },
      onclosetag(name) {
        if (left > 0) left -= 1;
        else if (SHAPES.includes(name)) drawn += `</${name}>`;
      },
    },
    { xmlMode: true },
  );
  parser.end(svg);
  if (!/<(?!g)\w/.test(drawn)) throw new Error(`The drawing "${id}" has no shapes`);
  return `<symbol id="${id}" viewBox="${viewBox}">${drawn}</g></symbol>`;
}

function kept(attributes: Record<string, string>, except: string[] = []): string {
  return Object.entries(attributes)
    .filter(([name]) => !except.includes(name))
    .filter(([name, value]) =>
      name === 'fill' || name === 'stroke' ? PAINT.test(value) : ATTRIBUTES.has(name) && PLAIN.test(value),
    )
    .map(([name, value]) => ` ${name}="${value}"`)
    .join('');
}
