// Cuts HTML where it nests deeper than any mail does: the parser behind our libraries takes quadratic time for depth.
import { Parser } from 'htmlparser2';

const deepest = 1000;

/** The HTML up to the first element that is too deep; it stays as it is if there is none. */
export function cutDeepHtml(html: string): string {
  let depth = 0;
  let cut = html.length;
  const parser = new Parser({
    onopentagname() {
      depth++;
      if (depth <= deepest || cut < html.length) return;
      cut = Math.min(parser.startIndex, html.length - 1);
      parser.pause();
    },
    onclosetag() {
      depth--;
    },
  });
  // In pieces: once paused, the parser keeps what is written to it without looking at it.
  for (let at = 0; at < html.length && cut === html.length; at += 65_536) parser.write(html.slice(at, at + 65_536));
  return html.slice(0, cut);
}
