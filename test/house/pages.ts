// Pages under a strict policy: nothing that would need inline script, inline style or evaluation.
import { lineAt, type Findings, type House } from './house.ts';

const FORBIDDEN: [RegExp, string][] = [
  [/\sstyle\s*=\s*["']/gi, 'a style attribute; use a class'],
  [/<style[\s>]/gi, 'an inline style sheet; use an asset'],
  [/<script(?![^>]*\ssrc=)[^>]*>/gi, 'an inline script; use an asset'],
  [/\son[a-z]+\s*=\s*["']/gi, 'an event attribute; listen in an asset'],
  [/\shx-on[:-]/gi, 'hx-on needs evaluation; listen in an asset'],
  [/["'{]\s*(?:js|javascript):/gi, 'a script as a value'],
  [/\shx-trigger\s*=\s*["'][^"']*\w\[/gi, 'a trigger filter needs evaluation'],
  [/\shx-live/gi, 'hx-live needs evaluation'],
];

/** No page asks for more than its Content-Security-Policy gives. */
export function policy(house: House): Findings {
  return [...house].flatMap(([path, text]) => {
    if (!path.endsWith('.hbs')) return [];
    return FORBIDDEN.flatMap(([pattern, what]) =>
      [...text.matchAll(pattern)].map((match) => `${path}:${lineAt(text, match.index)}: ${match[0].trim()}: ${what}`),
    );
  });
}
