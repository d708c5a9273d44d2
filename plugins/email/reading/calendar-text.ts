// Parses iCalendar text by ical.js and repairs what its strict parser refuses (RFC 5545 §3.1).
import ICAL from 'ical.js';

/** Every calendar in the text; empty if there is none. */
export function parseCalendarText(text: string): ICAL.Component[] {
  return tryParse(text) ?? tryParse(repair(text, false)) ?? tryParse(repair(text, true)) ?? [];
}

function tryParse(text: string): ICAL.Component[] | null {
  try {
    const parsed = ICAL.parse(text) as unknown[];
    const roots = (Array.isArray(parsed[0]) ? parsed : [parsed]) as [string, unknown[], unknown[]][];
    const calendars = roots.map((root) => new ICAL.Component(root)).filter((root) => root.name === 'vcalendar');
    return calendars.length > 0 ? calendars : null;
  } catch {
    return null;
  }
}

/** @param strictly also leaves out every line that cannot be read by itself */
function repair(text: string, strictly: boolean): string {
  const lines = unfolded(text);
  const first = lines.findIndex((line) => /^BEGIN:/i.test(line));
  if (first < 0) return '';
  const body = lines.slice(first).filter((line) => isLine(line) && (!strictly || isReadable(line)));
  return nested(/^BEGIN:VCALENDAR/i.test(body[0] ?? '') ? body : ['BEGIN:VCALENDAR', ...body]).join('\r\n');
}

/** Joins folded lines, also those that lost the blank of their fold. */
function unfolded(text: string): string[] {
  const lines: string[] = [];
  for (const line of text.replace(/\0/g, '').split(/\r\n|\n|\r/)) {
    const isFold = /^[ \t]/.test(line) || (line.trim() !== '' && !/^[A-Za-z0-9-]+[;:=]/.test(line));
    if (isFold && lines.length > 0) lines[lines.length - 1] += line.replace(/^[ \t]/, '');
    else if (line.trim() !== '') lines.push(line.trimEnd());
  }
  return lines;
}

function isLine(line: string): boolean {
  return /^[A-Za-z0-9-]+[;:]/.test(line);
}

function isReadable(line: string): boolean {
  if (/^(BEGIN|END):/i.test(line)) return true;
  try {
    ICAL.Property.fromString(line);
    return true;
  } catch {
    return false;
  }
}

/** Closes what was left open; drops ends without a beginning and lines outside of everything. */
function nested(lines: string[]): string[] {
  const out: string[] = [];
  const open: string[] = [];
  for (const line of lines) {
    const [, word, name] = /^(BEGIN|END):\s*(\S+)/i.exec(line) ?? [];
    if (word === undefined && open.length === 0) continue;
    if (word?.toUpperCase() === 'BEGIN') open.push(name!.toUpperCase());
    if (word?.toUpperCase() === 'END') {
      const level = open.lastIndexOf(name!.toUpperCase());
      if (level < 0) continue;
      while (open.length > level + 1) out.push(`END:${open.pop()}`);
      open.pop();
    }
    out.push(line);
  }
  while (open.length > 0) out.push(`END:${open.pop()}`);
  return out;
}
