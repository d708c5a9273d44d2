// Structured log lines as JSON on standard output; secrets are masked by name before they are written.

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Log;
}

const ORDER: LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent'];
const SECRET = /pass(word|wd)?|secret|token|authorization|cookie|api.?key|private/i;

export function createLog(
  level: LogLevel,
  write: (line: string) => void = (line) => process.stdout.write(line),
  base: object = {},
): Log {
  const least = ORDER.indexOf(level);
  const say = (at: LogLevel) => (fields: object, message: string) => {
    if (ORDER.indexOf(at) < least) return;
    write(
      JSON.stringify({ time: new Date().toISOString(), level: at, ...base, ...plain(fields), message: bare(message) }) +
        '\n',
    );
  };
  return {
    debug: say('debug'),
    info: say('info'),
    warn: say('warn'),
    error: say('error'),
    child: (fields) => createLog(level, write, { ...base, ...fields }),
  };
}

/** Deeper, or longer, is not worth a log line. */
const DEEPEST = 6;

function plain(fields: object, depth = 0): Record<string, unknown> {
  const line: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) line[key] = masked(key, value, depth);
  return line;
}

function masked(key: string, value: unknown, depth: number): unknown {
  if (SECRET.test(key) && value !== null && value !== undefined && typeof value !== 'boolean') return '•••';
  if (typeof value === 'string') return bare(value);
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Error) return errorOf(value, depth);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  if (depth >= DEEPEST) return '…';
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`;
  if (Array.isArray(value)) return value.slice(0, 100).map((one) => masked('', one, depth + 1));
  return plain(value, depth + 1);
}

function errorOf(error: Error, depth: number): object {
  const { name, message, stack, cause } = error;
  const code = (error as { code?: unknown }).code;
  const why = cause === undefined || depth >= DEEPEST ? undefined : masked('', cause, depth + 1);
  return { name, message: bare(message), code, stack: stack === undefined ? undefined : bare(stack), cause: why };
}

/** Secrets inside of texts: in addresses before the host and in their query, and after the words of RFC 6750 and 7617. */
function bare(text: string): string {
  return text
    .slice(0, 20_000)
    .replace(/\/\/[^\s/@:]{1,200}:[^\s/@]{1,200}@/g, '//•••@')
    .replace(/([?&][\w.-]{0,60}(?:token|secret|passw|key|code|signature)[\w.-]{0,60}=)[^\s&#"']{1,2000}/gi, '$1•••')
    .replace(/\b(Bearer|Basic)\s[\w.~+/=-]{6,2000}/gi, '$1 •••');
}
