// Gathers what a notice says about one recipient: the diagnostic for people and the words to conclude from.
import type { NoticeLine } from './notice.ts';
import type { NamedRecipient } from './recipients.ts';
import type { SmtpStep } from './reason.ts';

export interface Explanation {
  /** The telling sentences, on one line. */
  diagnostic: string | null;
  /** What is said about this recipient, with `@@` for addresses, most telling first. */
  near: string[];
  /** What is said about all. */
  far: string[];
}

const longestDiagnostic = 500;
/** Lines of a block that are looked at. */
const mostLines = 60;
const mostLinesOfAll = 120;

const replyLine =
  /(?:^|[\s:;"'(>[<])[45]\d\d(?:[ -]|$)|(?:^|[\s(#<:;[])#?[45]\.\d{1,2}\.\d{1,3}\b|\bsaid:|\breason:|\bdiagnostic|\berror:/i;
/** Lines that only draw or only head something. */
const emptyLine = /^[\s\-=_*#~|.]*$/;
const heading =
  /^[\s\-=_*#|]{0,40}(?:technical details|transcript of (?:the )?session(?: follows)?|details|reason)[\s\-=_*#|:]{0,40}$/i;

/** @param alone nobody else is named, so that the whole notice is about this recipient */
export function explain(lines: NoticeLine[], named: NamedRecipient, alone: boolean): Explanation {
  const block = withoutFooter(lines.slice(named.from, Math.min(named.to, named.from + mostLines)));
  const rest = block.map((line, index) => (named.from + index === named.at ? withoutName(line, named) : line));
  const told = paragraphWith(rest, replyLine) ?? paragraphWith(rest, /\p{L}{3}/u);
  const before = lines.slice(Math.max(0, named.at - 12), named.at);
  const beforeTold = alone || told === null ? paragraphWith(before, replyLine) : null;
  const best = told && replyLine.test(join(told, 'shape')) ? told : (beforeTold ?? told);
  const runs = [best, told, rest, beforeTold].filter((some) => some !== null).map((some) => join(some, 'shape'));
  const near = [...runs.slice(0, 1).flatMap(quoted), ...runs];
  const diagnostic = best ? join(best, 'text').slice(0, longestDiagnostic) : '';
  return {
    diagnostic: diagnostic || null,
    near: [...new Set(near)].filter((text) => text !== ''),
    far: alone ? wholeNotice(lines) : [],
  };
}

/** What another host said, without what the reporting host says around it. */
function quoted(text: string): string[] {
  const said =
    /(?:returned was|response (?:was|from the remote server was)|remote host said|server said|diagnostic code|error was)\s?:\s?(.{8,})$/i.exec(
      text,
    )?.[1];
  return said ? [said] : [];
}

/** Everything the notice says, with `@@` for addresses. */
export function wholeNotice(lines: NoticeLine[]): string[] {
  return [join(lines.slice(0, mostLinesOfAll), 'shape')];
}

/** Scanners and companies append their own lines below a drawn one. */
function withoutFooter(lines: NoticeLine[]): NoticeLine[] {
  const end = lines.findIndex((line, index) => index > 0 && /^\s{0,4}[_*]{8,}/.test(line.text));
  return end < 0 ? lines : lines.slice(0, end);
}

/** The line behind the name of its recipient, if it begins with it. */
function withoutName(line: NoticeLine, { address, alias }: NamedRecipient): NoticeLine {
  const name = [address, alias].find(
    (one) => one !== null && /^[\s"'(<[*>•-]*$/.test(line.text.slice(0, line.text.indexOf(one))),
  );
  if (!name || !line.text.includes(name)) return line;
  const behind = (text: string) => text.replace(/^["')>\]*]{0,4}\s{0,3}(?:\.\.\.|[:：;,.])?\s*/, '');
  const text = behind(line.text.slice(line.text.indexOf(name) + name.length));
  const shape = behind(line.shape.slice(line.shape.indexOf('@@') + 2));
  return { text, shape, addresses: line.addresses };
}

/** The first run of lines without an empty one that has a line like this, from that line on. */
function paragraphWith(lines: NoticeLine[], pattern: RegExp): NoticeLine[] | null {
  const start = lines.findIndex((line) => pattern.test(line.shape) && !heading.test(line.shape));
  if (start < 0) return null;
  const length = lines.slice(start + 1).findIndex((line) => emptyLine.test(line.text));
  return lines.slice(start, length < 0 ? undefined : start + 1 + length);
}

function join(lines: NoticeLine[], side: 'text' | 'shape'): string {
  return lines
    .map((line) => line[side])
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
}

const steps: { step: SmtpStep; words: RegExp }[] = [
  {
    step: 'recipient',
    words:
      /in reply to rcpt|after rcpt|rcpt(?:[ _]to)? (?:command|response)|\[rcpt_to\]|response to rcpt|our rcpt|does not like recipient|sent <<< rcpt|smtp:rcpt/,
  },
  {
    step: 'data',
    words:
      /in reply to (?:the )?(?:end of )?data|end of (?:the )?(?:data|message)|after (?:data|i sent the message|pipelined)|final data|our (?:final )?data|\b(?:text|data|bdat) command|smtp command\s+data|response to (?:end of )?data|-smtp command data|\[(?:data|eom)\]/,
  },
  {
    step: 'sender',
    words: /in reply to mail from|after mail from|mail from command|our mail from|sender was rejected|\[mail_from\]/,
  },
  {
    step: 'connect',
    words:
      /in reply to (?:he|eh)lo|initial connection|after (?:he|eh)lo|initial server greeting|refused to talk to me|\[(?:connect|helo|ehlo)\]/,
  },
];

const commands: Record<string, SmtpStep> = {
  rcpt: 'recipient',
  data: 'data',
  mail: 'sender',
  ehlo: 'connect',
  helo: 'connect',
};

/** The step of the session at which the refusal came, as far as the texts tell it. */
export function findStep(texts: string[]): SmtpStep | null {
  for (const text of texts) {
    const plain = text.slice(0, 5000).toLowerCase();
    const found = stepOfLog(plain) ?? steps.find(({ words }) => words.test(plain))?.step;
    if (found) return found;
  }
  return null;
}

/** Of a log with `>>>` for what was sent and `<<<` for the answers: the last command before the first refusal. */
function stepOfLog(log: string): SmtpStep | null {
  let last: SmtpStep | null = null;
  for (const [, command, refused] of log.matchAll(/>>>\s?(rcpt|data|mail|ehlo|helo)\b|(<<<\s?[45]\d\d)/g)) {
    if (refused) return last;
    if (command) last = commands[command]!;
  }
  return null;
}
