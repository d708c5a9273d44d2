// Whom the doctor tells: administrators by mail, and a web address that may hold a secret and is sealed.
import { demand, type Viewer } from '../accounts/accounts.ts';
import { toJson } from '../database/rows.ts';
import { invalid } from '../kernel/errors.ts';
import type { DoctorDeps } from './shapes.ts';

export interface AlarmSettings {
  /** Whether administrators get mails. */
  mail: boolean;
  /** What is called besides, or empty. */
  webhook: string;
}

interface Stored {
  mail: boolean;
  webhook: string | null;
}

const NAME = 'alarm';

export async function alarmSettings({ database, secrets }: DoctorDeps): Promise<AlarmSettings> {
  const row = await database.row<{ value: unknown }>('select value from setting where name = ?', [NAME]);
  const stored: Stored = row ? toJson<Stored>(row.value) : { mail: true, webhook: null };
  return { mail: stored.mail, webhook: (stored.webhook && secrets.open(stored.webhook)) ?? '' };
}

/** Demands `workspace.manage`; throws `invalid` for an address that is none or leads into the operator's network. */
export async function saveAlarmSettings(deps: DoctorDeps, viewer: Viewer, settings: AlarmSettings): Promise<void> {
  demand(viewer, 'workspace.manage');
  const webhook = settings.webhook.trim();
  const url = webhook ? URL.parse(webhook) : null;
  if (webhook) await check(deps, url, webhook);
  const stored: Stored = { mail: settings.mail, webhook: webhook ? deps.secrets.seal(webhook) : null };
  await deps.database.write(async () => {
    await keep(deps, NAME, stored);
    await deps.accounts.audit.write(viewer, 'alarm.changed', 'workspace', { mail: stored.mail, host: url?.host ?? '' });
  });
}

async function check({ mayReach }: DoctorDeps, url: URL | null, webhook: string): Promise<void> {
  if (!url || !/^https?:$/.test(url.protocol)) throw invalid({ webhook: 'wrong.web_address' });
  if (webhook.length > 2000) throw invalid({ webhook: 'wrong.too_long' });
  const port = url.port || (url.protocol === 'https:' ? 443 : 80);
  if (!(await mayReach(url.hostname, port))) throw invalid({ webhook: 'wrong.not_reachable' });
}

/** Writes a setting down, in the surrounding transaction. */
export async function keep({ database }: DoctorDeps, name: string, value: unknown): Promise<void> {
  await database.run(
    'insert into setting (name, value) values (?, ?) on conflict (name) do update set value = excluded.value',
    [name, JSON.stringify(value)],
  );
}
