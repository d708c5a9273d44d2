// How often one address may send: kept in memory, forgotten after the hour.
import type { PluginContext } from '../../../core/contract/context.ts';

const WINDOW = 3600_000;
const MOST_KNOWN = 20_000;

export interface Rate {
  /** Counts a try; false when this was one too many. */
  take(key: string, most: number): boolean;
}

export function rateOf(context: Pick<PluginContext, 'once' | 'now'>): Rate {
  return context.once('rate', () => createRate(() => context.now().getTime()));
}

function createRate(now: () => number): Rate {
  const tries = new Map<string, number[]>();
  return {
    take(key, most) {
      const recent = (tries.get(key) ?? []).filter((at) => now() - at < WINDOW);
      const allowed = recent.length < most;
      // Seen last stands last; who was not seen the longest is forgotten first.
      tries.delete(key);
      tries.set(key, allowed ? [...recent, now()] : recent);
      if (tries.size > MOST_KNOWN) tries.delete(tries.keys().next().value!);
      return allowed;
    },
  };
}

/** An IPv4 address, or the /64 of an IPv6 one, which one household has to itself. */
export function network(ip: string): string {
  return ip.includes(':') && !ip.includes('.') ? ip.split(':').slice(0, 4).join(':') : ip.replace(/^::ffff:/i, '');
}
