// Turning raw rows into values: the one place that knows how each database gives times, JSON, counts and switches.

export function toDate(value: unknown): Date {
  return value instanceof Date ? value : typeof value === 'number' ? new Date(value) : new Date(String(value));
}

export function toDateOrNull(value: unknown): Date | null {
  return value === null || value === undefined ? null : toDate(value);
}

export function toJson<T>(value: unknown): T {
  return (typeof value === 'string' ? JSON.parse(value) : value) as T;
}

export function toJsonOrNull<T>(value: unknown): T | null {
  return value === null || value === undefined ? null : toJson<T>(value);
}

export function toNumber(value: unknown): number {
  return typeof value === 'number' ? value : Number(value);
}

export function toBoolean(value: unknown): boolean {
  return value === true || value === 1 || value === '1' || value === 't';
}
