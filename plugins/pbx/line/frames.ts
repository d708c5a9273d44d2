// What pages say on their line beside SIP, read with suspicion.

export type Frame =
  /** Goes to the telephone system. */
  | { sip: string }
  /** The ends it still holds after a lost line. */
  | { hello: string[] }
  /** An end is over for the page, whether or not it could say so to the telephone system. */
  | { gone: string }
  /** An end could not be brought about, or passed on. */
  | { trouble: { name: string; why: Trouble } };

/** Of the microphone, as browsers tell it, or of passing on. */
const TROUBLES = ['denied', 'missing', 'taken', 'insecure', 'failed', 'transfer'] as const;
export type Trouble = (typeof TROUBLES)[number];

/** Characters. */
const LONGEST_NAME = 300;
const MOST_NAMES = 50;

/** Null for what is no frame. */
export function readFrame(text: string): Frame | null {
  const raw = parsed(text);
  if (typeof raw.sip === 'string') return { sip: raw.sip };
  if (Array.isArray(raw.hello)) return { hello: raw.hello.filter(isName).slice(0, MOST_NAMES) };
  if (isName(raw.gone)) return { gone: raw.gone };
  const { name, why } = (raw.trouble ?? {}) as Record<string, unknown>;
  const trouble = TROUBLES.find((one) => one === why);
  return isName(name) && trouble ? { trouble: { name, why: trouble } } : null;
}

const isName = (value: unknown): value is string => typeof value === 'string' && value.length <= LONGEST_NAME;

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
