// Repeated work: adds a job whenever its time comes.
import { Cron } from 'croner';
import type { Log } from '../kernel/log.ts';

export interface Repeated {
  /** Kind of the job. */
  name: string;
  /** Minute, hour, day of month, month, day of week. */
  cron: string;
}

/** What is missed while the desk is down is not made up for. Returns how to stop. */
export function startTimetable(
  add: (job: { kind: string; payload: Record<string, unknown>; orderKey: string }) => Promise<unknown>,
  entries: readonly Repeated[],
  timeZone: string,
  log: Log,
): () => void {
  const crons = entries.map(
    ({ name, cron }) =>
      new Cron(cron, { timezone: timeZone, unref: true }, async () => {
        try {
          await add({ kind: name, payload: {}, orderKey: `repeated:${name}` });
        } catch (error) {
          log.error({ error, job: name }, 'A repeated job could not be added');
        }
      }),
  );
  return () => crons.forEach((cron) => cron.stop());
}
