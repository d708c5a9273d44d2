// How much one client address may ask of the receiver in a while, and how much mail of all clients may be under way.

export interface Limits {
  /** False: the client has too many connections open, or has misbehaved. Counts it otherwise. */
  enter(address: string, now: number): boolean;
  leave(address: string): void;
  /** False: too many mails lately. */
  mail(address: string, now: number): boolean;
  /** A recipient that does not exist here: who tries many is looking for addresses. */
  miss(address: string, now: number): void;
  /** Bytes of a mail that is coming in, kept in memory. False: with those of all others they are too many; not counted. */
  hold(bytes: number): boolean;
  release(bytes: number): void;
}

interface Client {
  open: number;
  since: number;
  mails: number;
  misses: number;
}

const WINDOW = 10 * 60_000;
const MOST_CLIENTS = 10_000;

/** Of one address in ten minutes; `bytes` of all mails that are coming in at once. */
const DEFAULTS = { connections: 10, mails: 300, misses: 50, bytes: 200 * 1024 * 1024 };

export function createLimits(config: Record<string, unknown>): Limits {
  const given = config.receiverLimits as Partial<typeof DEFAULTS> | undefined;
  const most = { ...DEFAULTS, ...given };
  const clients = new Map<string, Client>();
  let held = 0;

  function clientOf(address: string, now: number): Client {
    let client = clients.get(address);
    if (!client) {
      if (clients.size >= MOST_CLIENTS) forget(now);
      clients.set(address, (client = { open: 0, since: now, mails: 0, misses: 0 }));
    }
    if (now - client.since > WINDOW) Object.assign(client, { since: now, mails: 0, misses: 0 });
    return client;
  }

  /** Those that are gone for long; if that is not enough, all that are not connected. */
  function forget(now: number): void {
    for (const [address, { open, since }] of clients) if (open === 0 && now - since > WINDOW) clients.delete(address);
    if (clients.size < MOST_CLIENTS) return;
    for (const [address, { open }] of clients) if (open === 0) clients.delete(address);
  }

  return {
    enter(address, now) {
      const client = clientOf(address, now);
      if (client.open >= most.connections || client.misses >= most.misses) return false;
      client.open += 1;
      return true;
    },
    leave(address) {
      const client = clients.get(address);
      if (client) client.open = Math.max(0, client.open - 1);
    },
    mail(address, now) {
      const client = clientOf(address, now);
      client.mails += 1;
      return client.mails <= most.mails;
    },
    miss(address, now) {
      clientOf(address, now).misses += 1;
    },
    hold(bytes) {
      if (held + bytes > most.bytes) return false;
      held += bytes;
      return true;
    },
    release(bytes) {
      held -= bytes;
    },
  };
}
