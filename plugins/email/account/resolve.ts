// Asking DNS: by the platform's resolver with a short patience, or by the one the configuration brings.
import { Resolver } from 'node:dns/promises';

/** Answers as `dns.promises.resolve` does; rejects with `ENOTFOUND` or `ENODATA` when there is nothing. */
export type Resolve = (name: string, type: string) => Promise<unknown[]>;

export function resolveBy(config: Record<string, unknown>): Resolve {
  if (typeof config.resolve === 'function') return config.resolve as Resolve;
  const resolver = new Resolver({ timeout: 3_000, tries: 2 });
  return (name, type) => resolver.resolve(name, type as 'TXT');
}

/** The records, or an empty list where there are none; rejects when DNS itself does not answer. */
export async function records<T>(resolve: Resolve, name: string, type: string): Promise<T[]> {
  try {
    return (await resolve(name, type)) as T[];
  } catch (error) {
    const { code = '' } = error as { code?: string };
    if (['ENOTFOUND', 'ENODATA', 'NXDOMAIN'].includes(code)) return [];
    throw error;
  }
}

/** Text records, each in one piece. */
export async function texts(resolve: Resolve, name: string): Promise<string[]> {
  const found = await records<string[] | string>(resolve, name, 'TXT');
  return found.map((one) => (Array.isArray(one) ? one.join('') : one));
}
