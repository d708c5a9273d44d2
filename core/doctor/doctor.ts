// The door to the doctor: finds set-up faults by itself, each with a plain sentence and what to do (OP-6).
import { accountFindings, clockFindings, queueFindings } from './desk.ts';
import { machineFindings } from './machine.ts';
import { reachFindings } from './reach.ts';
import type { Finding, Patient } from './shapes.ts';

export type { Finding, Patient } from './shapes.ts';

/** Asks nobody but the machine, the database and the desk's own public address. Takes up to ten seconds. */
export async function examine(patient: Patient): Promise<Finding[]> {
  const [queue, accounts, clock, reach] = await Promise.all([
    queueFindings(patient),
    accountFindings(patient),
    clockFindings(patient),
    reachFindings(patient),
  ]);
  return [...machineFindings(patient), ...queue, ...accounts, ...clock, ...reach];
}
