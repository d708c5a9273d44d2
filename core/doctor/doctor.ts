// The door to the doctor: finds set-up faults by itself, each with a plain sentence and what to do (OP-6).
import { accountFindings, clockFindings, leftoverFindings, queueFindings } from './desk.ts';
import { createAlarm, type Alarm } from './alarm.ts';
import { machineFindings } from './machine.ts';
import { reachFindings } from './reach.ts';
import { pluginFindings, settingFindings } from './plugin-settings.ts';
import type { DoctorDeps, Finding, Patient } from './shapes.ts';
import { webhookFindings } from './webhooks.ts';

export type { AlarmSettings } from './alarm-settings.ts';
export type { Finding, KnownPlugin, Patient } from './shapes.ts';
export { settingFindings } from './plugin-settings.ts';

/** Asks nobody but the machine, the database and the desk's own public address. Takes up to ten seconds. */
export async function examine(patient: Patient): Promise<Finding[]> {
  const [queue, accounts, leftovers, webhooks, clock, reach] = await Promise.all([
    queueFindings(patient),
    accountFindings(patient),
    leftoverFindings(patient),
    webhookFindings(patient),
    clockFindings(patient),
    reachFindings(patient),
  ]);
  const ofDatabase = [...queue, ...accounts, ...leftovers, ...webhooks, ...clock];
  const ofPlugins = [...pluginFindings(patient), ...settingFindings(patient)];
  return [...machineFindings(patient), ...ofPlugins, ...ofDatabase, ...reach];
}

/** The doctor of a running desk. */
export interface Doctor {
  /** As `examine`. */
  look(): Promise<Finding[]>;
  alarm: Alarm;
}

export function createDoctor(deps: DoctorDeps): Doctor {
  const { options, plugins, clock, database } = deps;
  const { dataFolder, publicUrl, givenSettings: given = {} } = options;
  const pluginSettings = { given, plugins };
  const look = () =>
    examine({ dataFolder, publicUrl, pluginSettings, now: () => clock.now(), rows: database.rows, running: true });
  return { look, alarm: createAlarm(deps, look) };
}
