// Takes the emptiness off both ends of a mail's HTML: programs put empty lines above and below what was written.

/** Elements whose emptiness shows nothing; in others (cells, items of lists) it may hold a place. */
const WRAPPERS = new Set(
  'div p span font center section article blockquote b i strong em u big small h1 h2 h3'.split(' '),
);
/** What is seen although nothing stands in it; the line beside a quotation of nothing is not missed. */
const SEEN = /\b(?:background|border|height|bgcolor)/i;
const WRITTEN = /[^\s\u00ad\u200b-\u200f\u2060\ufeff]/;

/** More emptiness than any program puts there stays. */
const MOST_TAGS = 1_000;

/** Expects HTML as a sanitiser writes it: well-formed, `>` escaped in attributes, named entities as characters. */
export function withoutBlankEnds(html: string): string {
  return withoutBlankEnd(withoutBlankStart(html));
}

/** Elements that open before the first word stay, unless they close before it. */
function withoutBlankStart(html: string): string {
  const open: string[] = [];
  let at = 0;
  for (let tags = 0; at < html.length && tags < MOST_TAGS; tags++) {
    const start = html.indexOf('<', at);
    if (start < 0 || WRITTEN.test(html.slice(at, start))) break;
    const end = html.indexOf('>', start) + 1;
    const tag = html.slice(start, end);
    if (!isBlank(tag) || (tag.startsWith('</') && open.length === 0)) break;
    if (tag.startsWith('</')) open.pop();
    else if (!isBreak(tag)) open.push(tag);
    at = end;
  }
  return open.join('') + html.slice(at);
}

/** The same from behind: what opens after the last word goes with what closes it. */
function withoutBlankEnd(html: string): string {
  const closed: string[] = [];
  let end = html.length;
  for (let tags = 0; end > 0 && tags < MOST_TAGS; tags++) {
    const after = html.lastIndexOf('>', end - 1) + 1;
    if (after === 0 || WRITTEN.test(html.slice(after, end))) break;
    const start = html.lastIndexOf('<', after - 1);
    const tag = html.slice(start, after);
    if (!isBlank(tag) || (!tag.startsWith('</') && !isBreak(tag) && closed.length === 0)) break;
    if (tag.startsWith('</')) closed.push(tag);
    else if (!isBreak(tag)) closed.pop();
    end = start;
  }
  return html.slice(0, end) + closed.toReversed().join('');
}

function isBlank(tag: string): boolean {
  if (isBreak(tag)) return true;
  const name = /^<\/?([a-z][a-z0-9]*)/.exec(tag)?.[1] ?? '';
  return WRAPPERS.has(name) && (name === 'blockquote' || !SEEN.test(tag));
}

function isBreak(tag: string): boolean {
  return tag.startsWith('<br') && !/^<br[a-z0-9]/.test(tag);
}
