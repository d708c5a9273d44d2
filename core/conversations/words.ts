// The words of a message: what search reads, what the list shows of it, what its files are called.
import { withoutDirectionMarks } from '../kernel/direction-marks.ts';
import type { SnippetOf } from '../database/entities/conversation.ts';
import type { NewPart } from './shapes.ts';

const TEXT_LIMIT = 32_768;
const SNIPPET_LIMIT = 160;

export interface Words {
  text: string;
  files: string;
  snippet: string;
  snippetOf: SnippetOf;
}

/** Pure. Quotations, signatures and hidden answers are left out. */
export function wordsOf(parts: NewPart[]): Words {
  const text = cut(parts.map(partWords).filter(Boolean).join('\n'), TEXT_LIMIT);
  const files = parts.flatMap((part) =>
    part.type === 'media' && !part.attachment.inline ? [part.attachment.name] : [],
  );
  return { text, files: cut(files.filter(Boolean).join('\n'), TEXT_LIMIT), ...snippetOf(parts, text) };
}

function snippetOf(parts: NewPart[], text: string): { snippet: string; snippetOf: SnippetOf } {
  const snippet = cut(
    withoutDirectionMarks(text.slice(0, SNIPPET_LIMIT * 4))
      .replace(/\s+/g, ' ')
      .trim(),
    SNIPPET_LIMIT,
  );
  const first = parts[0];
  const onlyMedia = parts.length > 0 && parts.every((part) => part.type === 'media' && !part.caption);
  if (first?.type === 'media' && onlyMedia) {
    return {
      snippet: first.attachment.kind === 'file' ? cut(first.attachment.name, SNIPPET_LIMIT) : '',
      snippetOf: first.attachment.kind,
    };
  }
  if (!first || first.type === 'text' || first.type === 'media') return { snippet, snippetOf: 'text' };
  if (first.type === 'call')
    return { snippet, snippetOf: first.direction === 'out' ? `call.out.${first.outcome}` : `call.${first.outcome}` };
  return { snippet, snippetOf: first.type };
}

function partWords(part: NewPart): string {
  switch (part.type) {
    case 'text':
      return part.text.trim();
    case 'media':
      return part.caption ?? '';
    case 'location':
      return lines(part.name, part.address);
    case 'contact':
      return lines(...part.cards.flatMap((card) => [card.name, card.organisation, ...card.phones, ...card.emails]));
    case 'choice':
      return part.chosen
        ? part.chosen.title
        : lines(part.prompt, ...(part.options ?? []).map((option) => option.title));
    case 'form':
      return lines(part.title, ...part.answers.flatMap((one) => (one.hidden ? [] : [`${one.label}: ${one.value}`])));
    case 'template':
      return part.preview ?? lines(part.name, ...Object.values(part.values));
    case 'event':
      return lines(part.title, part.location);
    case 'call':
    case 'unsupported':
      return '';
  }
}

function lines(...words: (string | undefined)[]): string {
  return words.filter(Boolean).join('\n');
}

/** Never through the middle of a surrogate pair. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const code = text.charCodeAt(most - 1);
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? most - 1 : most);
}
