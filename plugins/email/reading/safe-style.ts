// Filters `style` attributes down to properties that only format (no positions, no loading, no scripts).

const properties = new Set([
  'background-color',
  'border-collapse',
  'border-spacing',
  'caption-side',
  'clear',
  'color',
  'direction',
  'display',
  'empty-cells',
  'float',
  'font',
  'font-family',
  'font-size',
  'font-style',
  'font-variant',
  'font-weight',
  'height',
  'letter-spacing',
  'line-height',
  'list-style',
  'list-style-type',
  'list-style-position',
  'max-height',
  'max-width',
  'min-height',
  'min-width',
  'mso-hide',
  'opacity',
  'overflow',
  'overflow-wrap',
  'table-layout',
  'text-align',
  'text-decoration',
  'text-decoration-line',
  'text-decoration-color',
  'text-indent',
  'text-transform',
  'unicode-bidi',
  'vertical-align',
  'visibility',
  'white-space',
  'width',
  'word-break',
  'word-spacing',
  'word-wrap',
  'zoom',
]);
const families =
  /^(border|margin|padding)(-(top|right|bottom|left))?(-(color|style|width|radius))?$|^border(-(top|bottom)-(left|right))?-radius$/;

/** Functions that only name a value; every other one, above all `url()`, goes. */
const functions = /^(rgba?|hsla?|calc)$/;
const longest = 16_384;
const longestValue = 300;

/** The declarations that may stay; a `background` keeps its colour. */
export function safeStyle(style: string): string {
  const kept: string[] = [];
  for (const declaration of style.slice(0, longest).split(';')) {
    const colon = declaration.indexOf(':');
    if (colon < 0) continue;
    const name = declaration.slice(0, colon).trim().toLowerCase();
    const value = declaration.slice(colon + 1).trim();
    if (name === 'background') keepBackground(value, kept);
    else if ((properties.has(name) || families.test(name)) && isSafeValue(value)) kept.push(`${name}:${value}`);
  }
  return kept.join(';');
}

function keepBackground(value: string, kept: string[]): void {
  const colour = /^(#[0-9a-f]{3,8}|[a-z]{3,20}|rgba?\([\d\s.,%]{5,40}\))(?=\s|$)/i.exec(value)?.[1];
  if (colour && !/^(none|inherit|url)$/i.test(colour)) kept.push(`background-color:${colour}`);
}

/** Letters, numbers and quiet punctuation; no escapes, comments or unknown functions. */
function isSafeValue(value: string): boolean {
  if (value === '' || value.length > longestValue || !/^[\p{L}\p{N}\s#%.,()'"+*/!_-]+$/u.test(value)) return false;
  if (value.includes('/*') || /fixed|sticky/i.test(value)) return false;
  for (const [, name] of value.matchAll(/([\w-]*)\s*\(/g)) if (!functions.test(name!.toLowerCase())) return false;
  return true;
}
