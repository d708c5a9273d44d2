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
    write(JSON.stringify({ time: new Date().toISOString(), level: at, ...base, ...plain(fields), message }) + '\n');
  };
  return {
    debug: say('debug'),
    info: say('info'),
    warn: say('warn'),
    error: say('error'),
    child: (fields) => createLog(level, write, { ...base, ...fields }),
  };
}

function plain(fields: object): Record<string, unknown> {
  const line: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) line[key] = masked(key, value);
  return line;
}

function masked(key: string, value: unknown): unknown {
  if (SECRET.test(key) && typeof value === 'string') return '•••';
  if (value instanceof Error)
    return { name: value.name, message: value.message, code: (value as { code?: unknown }).code, stack: value.stack };
  if (value && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) return plain(value);
  return value;
}
