// What customers write about: told in text files beside this one, with gaps for names, bikes and days.
import { readFileSync } from 'node:fs';

export type Language = 'de' | 'en';
/** Which of the three inboxes. */
export type Desk = 'support' | 'sales' | 'workshop';

export interface Turn {
  by: 'customer' | 'agent' | 'note';
  /** What comes along. */
  along: 'photo' | 'pdf' | null;
  text: string;
}

export interface Story {
  language: Language;
  desk: Desk;
  tags: string[];
  /** Told three times as often as others. */
  often: boolean;
  subject: string;
  turns: Turn[];
}

const FILES = ['de-support', 'de-sales', 'de-workshop', 'en-support', 'en-sales', 'en-workshop'];

/**
 * A story begins with `=== inbox tag, tag | often` and its subject on the next line; a turn begins with `[customer]`,
 * `[agent +pdf]`, `[note]` on a line of its own.
 */
export function readStories(): Story[] {
  return FILES.flatMap((name) => {
    const text = readFileSync(new URL(`./stories/${name}.txt`, import.meta.url), 'utf8');
    const told = text.split(/^=== /m).slice(1);
    return told.map((one) => readStory(one, name.slice(0, 2) as Language));
  });
}

function readStory(text: string, language: Language): Story {
  const [head = '', subject = '', ...rest] = text.split('\n');
  const [about = '', frequency] = head.split('|');
  const [desk = '', ...tags] = about.trim().split(/\s+|,\s*/);
  const turns = rest.join('\n').split(/^\[/m).slice(1).map(readTurn);
  return { language, desk: desk as Desk, tags, often: frequency?.trim() === 'often', subject, turns };
}

function readTurn(text: string): Turn {
  const end = text.indexOf(']');
  const [by = '', along = ''] = text.slice(0, end).split(' +');
  return {
    by: by as Turn['by'],
    along: along === '' ? null : (along as Turn['along']),
    text: text.slice(end + 1).trim(),
  };
}

/** Puts the values into the gaps; a gap nobody knows stays as it is. */
export function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (gap, name: string) => values[name] ?? gap);
}
