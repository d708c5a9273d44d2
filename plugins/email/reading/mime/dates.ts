// Reads the Date field (RFC 5322 §3.3, obsolete forms of §4.3) and what clients write instead.

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Offsets in minutes of the zone names of RFC 5322 §4.3 and of the European ones seen beside them. */
const zones: Record<string, number> = {
  ut: 0,
  utc: 0,
  gmt: 0,
  z: 0,
  wet: 0,
  west: 60,
  bst: 60,
  cet: 60,
  mez: 60,
  cest: 120,
  mesz: 120,
  met: 60,
  mest: 120,
  eet: 120,
  eest: 180,
  msk: 180,
  edt: -240,
  est: -300,
  cdt: -300,
  cst: -360,
  mdt: -360,
  mst: -420,
  pdt: -420,
  pst: -480,
  jst: 540,
  kst: 540,
  ist: 330,
  akdt: -480,
  akst: -540,
  hst: -600,
};

/** The instant, or null if the text names none. */
export function readDate(raw: string): Date | null {
  const text = raw
    .slice(0, 300)
    .replace(/\([^()]*\)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return readInternetDate(text) ?? readIsoDate(text) ?? readOther(text);
}

function readInternetDate(text: string): Date | null {
  const match =
    /^(?:[a-z]{2,10}\.?,?\s*)?(\d{1,2})[\s-]+([a-z]{3,9})\.?[\s-]+(\d{2,4})[\s,]+(\d{1,2})[:.](\d{1,2})(?:[:.](\d{1,2}))?\s*(.*)$/i.exec(
      text,
    );
  if (match) return assemble(match[3]!, match[2]!, match[1]!, match.slice(4, 7), match[7]!);
  const us =
    /^(?:[a-z]{3,9},?\s+)?([a-z]{3,9})\.?\s+(\d{1,2}),?\s+(?:(\d{4}),?\s+)?(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(.*)$/i.exec(
      text,
    );
  if (!us) return null;
  const year = us[3] ?? /\b(\d{4})\s*$/.exec(us[7]!)?.[1];
  return year ? assemble(year, us[1]!, us[2]!, us.slice(4, 7), us[7]!) : null;
}

function assemble(
  year: string,
  monthName: string,
  day: string,
  time: (string | undefined)[],
  rest: string,
): Date | null {
  const month = months.indexOf(monthName.slice(0, 3).toLowerCase());
  if (month < 0) return null;
  const [hour = 0, minute = 0, second = 0] = time.map((part) => Number(part ?? 0));
  const half = /^(am|pm)\b/i.exec(rest)?.[1]?.toLowerCase();
  const hours = half ? (hour % 12) + (half === 'pm' ? 12 : 0) : hour;
  const utc = Date.UTC(2000, month, Number(day), hours, minute, Math.min(second, 60));
  const date = new Date(utc);
  date.setUTCFullYear(date.getUTCFullYear() - 2000 + fullYear(year));
  return valid(new Date(date.getTime() - offsetMinutes(rest) * 60_000));
}

/** RFC 5322 §4.3: two digits below 50 are 20xx, three digits count from 1900. */
function fullYear(year: string): number {
  const number = Number(year);
  if (year.length === 2) return number + (number < 50 ? 2000 : 1900);
  return year.length === 3 ? number + 1900 : number;
}

function offsetMinutes(rest: string): number {
  const numeric = /(?:^|[\s]|gmt|utc)([+-])(\d{1,2}):?(\d{2})\b/i.exec(rest);
  if (numeric) return (numeric[1] === '-' ? -1 : 1) * (Number(numeric[2]) * 60 + Number(numeric[3]));
  for (const word of rest.toLowerCase().match(/[a-z]+/g) ?? []) if (zones[word] !== undefined) return zones[word];
  return 0;
}

function readIsoDate(text: string): Date | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(.*)$/.exec(text);
  if (!match) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  return valid(new Date(Date.UTC(year, month - 1, day, hour, minute, second) - offsetMinutes(match[7]!) * 60_000));
}

/** Whatever else the platform understands, as UTC if it names no zone. */
function readOther(text: string): Date | null {
  if (!/\d{4}/.test(text) || !/\d:\d/.test(text)) return null;
  const hasZone = /[+-]\d{2}:?\d{2}\b|\b[A-Z]{1,4}$/.test(text);
  return valid(new Date(hasZone ? text : `${text} UTC`));
}

function valid(date: Date): Date | null {
  const year = date.getUTCFullYear();
  return Number.isNaN(date.getTime()) || year < 1900 || year > 9999 ? null : date;
}
