// The alarm: looks every few minutes and tells administrators, by mail and by a call, what broke and what is well (OP-6).
import { demand, type Viewer } from '../accounts/accounts.ts';
import { reason, type Reason } from '../contract/reason.ts';
import { toJson } from '../database/rows.ts';
import type { JobResult } from '../jobs/jobs.ts';
import { alarmSettings, keep, saveAlarmSettings, type AlarmSettings } from './alarm-settings.ts';
import type { DoctorDeps, Finding } from './shapes.ts';
import { turnsOf, type Watch } from './turns.ts';

export interface Alarm {
  settings(): Promise<AlarmSettings>;
  /** Demands `workspace.manage`; throws `invalid` with the field `webhook`. */
  save(viewer: Viewer, settings: AlarmSettings): Promise<void>;
  /** Sends the viewer what an alarm looks like, and calls the address. Demands `workspace.manage`. */
  tryOut(viewer: Viewer): Promise<void>;
}

type Said = Pick<Finding, 'what' | 'mend'>;
type Kind = 'alarm' | 'all-well';

const WATCH = 'alarm.watch';

export function createAlarm(deps: DoctorDeps, look: () => Promise<Finding[]>): Alarm {
  deps.jobs.handle('doctor.watch', { run: () => watch(deps, look), attempts: 1 });
  deps.jobs.handle('doctor.call', { run: (payload) => call(deps, payload as unknown as Call) });
  return {
    settings: () => alarmSettings(deps),
    save: (viewer, settings) => saveAlarmSettings(deps, viewer, settings),
    async tryOut(viewer) {
      demand(viewer, 'workspace.manage');
      const what = reason('doctor.trial', 'This is a trial: nothing is broken');
      await deps.database.write(() => tell(deps, 'alarm', [{ what }], viewer.userId));
    },
  };
}

async function watch(deps: DoctorDeps, look: () => Promise<Finding[]>): Promise<void> {
  const findings = await look();
  const { database, clock } = deps;
  await database.write(async () => {
    const row = await database.row<{ value: unknown }>('select value from setting where name = ?', [WATCH]);
    const { watch: next, broken, well } = turnsOf(row ? toJson<Watch>(row.value) : {}, findings, clock.now().getTime());
    await keep(deps, WATCH, next);
    if (broken.length > 0) await tell(deps, 'alarm', broken);
    if (well.length > 0) await tell(deps, 'all-well', well);
  });
}

/** Writes mails and the call down, in the surrounding transaction. `onlyTo` is told even when mails are switched off. */
async function tell(deps: DoctorDeps, kind: Kind, said: Said[], onlyTo?: number): Promise<void> {
  const { accounts, jobs, options } = deps;
  const { mail, webhook } = await alarmSettings(deps);
  const { name: desk, language } = await accounts.workspace.get();
  const findings = said.map(({ what, mend }) => ({ what, mend: kind === 'alarm' ? mend : undefined }));
  const administrators = await accounts.users.whoMay('workspace.manage');
  const params = { desk, link: `${options.publicUrl}/settings/doctor`, count: String(said.length) };
  for (const { id, email, language: own } of administrators)
    if (onlyTo === undefined ? mail : id === onlyTo)
      await accounts.sendMail({ template: kind, to: email, language: own, params, findings });
  if (webhook) await jobs.add({ kind: 'doctor.call', payload: { kind, language, params, findings } });
}

interface Call {
  kind: Kind;
  language: string;
  params: Record<string, string>;
  findings: Said[];
}

const LIMIT = 20_000;

/** The field `text` is what Slack, Mattermost and their like show; the rest is for programs. */
async function call(deps: DoctorDeps, { kind, language, params, findings }: Call): Promise<JobResult> {
  const { webhook } = await alarmSettings(deps);
  if (!webhook) return undefined;
  const { subject, text } = await deps.options.renderMail({ template: kind, to: '', language, params, findings });
  const body = JSON.stringify({
    type: kind === 'alarm' ? 'alarm' : 'well',
    desk: params.desk,
    link: params.link,
    text: `${subject}\n\n${text}`,
    findings: findings.map(({ what, mend }) => ({ code: what.code, text: what.text, mend: mend?.text })),
  });
  const why = await post(deps, webhook, body);
  return why ? { retry: why } : undefined;
}

/** Null when it was taken. */
async function post({ fetch }: DoctorDeps, address: string, body: string): Promise<Reason | null> {
  const headers = { 'content-type': 'application/json' };
  const failed = (detail: string) =>
    reason('doctor.call_failed', `The address for alarms does not take them: ${detail}`, { detail });
  try {
    const answer = await fetch(address, { method: 'POST', headers, body, signal: AbortSignal.timeout(LIMIT) });
    await answer.body?.cancel();
    return answer.ok ? null : failed(String(answer.status));
  } catch (error) {
    return failed((error as Error).message);
  }
}
