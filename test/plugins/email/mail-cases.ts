// Reads the tables of mails under test/fixtures/mail: cases of a name, fields and sections.
import { readFileSync } from 'node:fs';

export interface MailCase {
  name: string;
  /** `subject: …` and the like between the name and the first section. */
  fields: Record<string, string>;
  /** Text of each `--- section`, without the line end at its end. */
  sections: Record<string, string>;
}

/** The cases of a file: `=== name`, fields, then `--- section` with its lines. */
export function readCases(file: string): MailCase[] {
  const text = readFileSync(new URL(`../../fixtures/mail/${file}`, import.meta.url), 'utf8');
  return text
    .split(/^=== /m)
    .slice(1)
    .map((block) => {
      const [head = '', ...parts] = block.split(/^--- (?=[a-z]+$)/m);
      const [name = '', ...fields] = head.trim().split('\n');
      return { name, fields: readFields(fields), sections: Object.fromEntries(parts.map(readSection)) };
    });
}

/** The lines of a file, empty ones left out. */
export function readList(file: string): string[] {
  const text = readFileSync(new URL(`../../fixtures/mail/${file}`, import.meta.url), 'utf8');
  return text.split('\n').filter((line) => line !== '');
}

export function readFields(lines: string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    }),
  );
}

function readSection(part: string): [string, string] {
  const end = part.indexOf('\n');
  return [part.slice(0, end), part.slice(end + 1).replace(/\n+$/, '')];
}
