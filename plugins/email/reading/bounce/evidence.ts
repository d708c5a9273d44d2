// Gathers what a notice says about one recipient: the diagnostic for people and the words to conclude from.
import type { NoticeLine } from './notice.ts';
import type { NamedRecipient } from './recipients.ts';
import type { SmtpStep } from './reason.ts';

export interface Explanation {
  /** The telling sentences, on one line. */
  diagnostic: string | null;
  /** The same and more with `@@` for addresses, most telling first. */
  texts: string[];
}

const longestDiagnostic = 500;
/** Lines of a block that are looked at. */
const mostLines = 60;

const replyLine =
  /(?:^|[\s:;"'(>[<])[45]\d\d(?:[ -]|$)|(?:^|[\s(#<:;[])#?[45]\.\d{1,2}\.\d{1,3}\b|\bsaid\b|\breason\b|\bdiagnostic|\berror\b/i;

export function explain(lines: NoticeLine[], named: NamedRecipient, alone: boolean): Explanation {
  const block = lines.slice(named.from, Math.min(named.to, named.from + mostLines));
  const rest = withoutName(block, named);
  const told = paragraphWith(rest, replyLine) ?? paragraphWith(rest, /\S/);
  const before = alone || told === null ? lines.slice(Math.max(0, named.from - 12), named.from) : [];
  const beforeTold = paragraphWith(before, replyLine);
  const best = told ?? beforeTold;
  const texts = [best, rest, beforeTold, alone ? lines.slice(0, 120) : before]
    .filter((some) => some !== null && some.length > 0)
    .map((some) => join(some!.map((line) => line.shape)));
  const diagnostic = best ? join(best.map((line) => line.text)).slice(0, longestDiagnostic) : null;
  return { diagnostic: diagnostic === '' ? null : diagnostic, texts };
}

/** The block without the name of its recipient at its beginning. */
function withoutName(block: NoticeLine[], named: NamedRecipient): NoticeLine[] {
  const [first, ...rest] = block;
  if (!first) return [];
  const at = first.text.indexOf(named.address);
  const text = first.text.slice(at + named.address.length).replace(/^["')>\]*]{0,4}\s{0,3}[:;,.]?/, '');
  const cut = first.shape.indexOf('@@');
  const shape = first.shape.slice(cut + 2).replace(/^["')>\]*]{0,4}\s{0,3}[:;,.]?/, '');
  return text.trim() === '' ? rest : [{ text, shape, addresses: [] }, ...rest];
}

/** The first run of lines without an empty one that has a line like this, from that line on. */
function paragraphWith(lines: NoticeLine[], pattern: RegExp): NoticeLine[] | null {
  const start = lines.findIndex((line) => pattern.test(line.shape));
  if (start < 0) return null;
  const length = lines.slice(start).findIndex((line) => line.text.trim() === '');
  return lines.slice(start, length < 0 ? undefined : start + length);
}

function join(texts: string[]): string {
  return texts.join(' ').replace(/\s+/g, ' ').trim();
}

const steps: { step: SmtpStep; words: RegExp }[] = [
  {
    step: 'recipient',
    words:
      /in reply to rcpt|after rcpt|rcpt(?: to)? (?:command|response)|response to rcpt|our rcpt|does not like recipient|>>> rcpt(?![\s\S]*>>> data)|sent <<< rcpt/i,
  },
  {
    step: 'data',
    words:
      /in reply to (?:the )?(?:end of )?data|end of (?:the )?data|after (?:data|end of|i sent the message|pipelined)|failed after i sent|final data|our (?:final )?data|(?:text|data|bdat) command|>>> data|smtp command\s+data|response to (?:end of )?data|-+smtp command data/i,
  },
  {
    step: 'sender',
    words: /in reply to mail from|after mail from|mail from command|our mail from|sender was rejected|>>> mail/i,
  },
  {
    step: 'connect',
    words:
      /in reply to (?:he|eh)lo|initial connection|after (?:he|eh)lo|initial server greeting|while (?:connecting|performing)|refused to talk to me/i,
  },
];

export function findStep(texts: string[]): SmtpStep | null {
  for (const text of texts.slice(0, 2)) {
    const found = steps.find(({ words }) => words.test(text.slice(0, 3000)));
    if (found) return found.step;
  }
  return null;
}
