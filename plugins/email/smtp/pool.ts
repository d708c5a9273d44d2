// Connections to one server: a few at once, kept for a moment for the next mail, closed when idle.
import type { HandedOver, Handover, SmtpError, SmtpSession } from './session.ts';

export interface Pool {
  /** Rejects with an `SmtpError`. */
  handOver(mail: Handover, signal: AbortSignal): Promise<HandedOver>;
  close(): void;
}

const AT_ONCE = 3;
const IDLE = 20_000;
/** Servers end connections after some number of mails; ours ends them first. */
const MAILS = 50;

export function createPool(open: (signal: AbortSignal) => Promise<SmtpSession>): Pool {
  const idle: { session: SmtpSession; timer: NodeJS.Timeout }[] = [];
  const queue: (() => void)[] = [];
  const busy = new Set<SmtpSession>();
  let free = AT_ONCE;

  async function handOver(mail: Handover, signal: AbortSignal): Promise<HandedOver> {
    await turn();
    try {
      const known = takeIdle();
      if (!known) return await over(await open(signal), mail, signal);
      try {
        return await over(known, mail, signal);
      } catch (error) {
        // A connection the server ended while it waited says nothing about the mail.
        if (!endedMeanwhile(error as SmtpError)) throw error;
        return await over(await open(signal), mail, signal);
      }
    } finally {
      const next = queue.shift();
      if (next) next();
      else free += 1;
    }
  }

  async function turn(): Promise<void> {
    if (free === 0) return new Promise<void>((go) => queue.push(go));
    free -= 1;
  }

  async function over(session: SmtpSession, mail: Handover, signal: AbortSignal): Promise<HandedOver> {
    busy.add(session);
    const close = () => session.close();
    signal.addEventListener('abort', close, { once: true });
    try {
      const result = await session.handOver(mail);
      keep(session);
      return result;
    } catch (error) {
      session.close();
      throw error;
    } finally {
      signal.removeEventListener('abort', close);
      busy.delete(session);
    }
  }

  function keep(session: SmtpSession): void {
    if (!session.isUsable() || session.served >= MAILS) return session.quit();
    const timer = setTimeout(() => {
      idle.splice(
        idle.findIndex((one) => one.session === session),
        1,
      );
      session.quit();
    }, IDLE);
    idle.push({ session, timer: timer.unref() });
  }

  function takeIdle(): SmtpSession | null {
    for (let one = idle.pop(); one; one = idle.pop()) {
      clearTimeout(one.timer);
      if (one.session.isUsable()) return one.session;
    }
    return null;
  }

  return {
    handOver,
    close() {
      for (const one of idle.splice(0)) {
        clearTimeout(one.timer);
        one.session.close();
      }
      for (const session of busy) session.close();
    },
  };
}

function endedMeanwhile(error: SmtpError): boolean {
  return !error.wholeMailLeft && (error.responseCode === undefined || error.responseCode === 421);
}
