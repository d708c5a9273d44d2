// How a person wants to be told: ways for every kind, when mails go, when it is quiet (NT-1).
import type { Viewer } from '../accounts/accounts.ts';
import { toBoolean, toJson } from '../database/rows.ts';
import { invalid } from '../kernel/errors.ts';
import { KINDS, USUAL, WAYS, type Kind, type Ways } from './kinds.ts';
import type { Needs } from './needs.ts';
import { minuteOf } from './wall-clock.ts';

export const MAILS = ['soon', 'hourly', 'daily'] as const;

export interface NotificationSettings {
  ways: Record<Kind, Ways>;
  /** A minute after, once an hour, or once a day: of what has not been read by then. */
  mail: (typeof MAILS)[number];
  /** Of daily mails: `08:00` in the person's time zone. */
  mailAt: string;
  /** `22:00` and `07:00` in the person's time zone, over midnight when the end is earlier; both null for no quiet hours. */
  quietFrom: string | null;
  quietTo: string | null;
  /** Days that are quiet from midnight to midnight; 1 is Monday. */
  quietDays: number[];
  /** Not told of the conversation that is open before them. */
  attentive: boolean;
  /** Pushes say who and what about; else only that there is something. */
  pushContent: boolean;
}

/** The settings, and what of the person matters for them. */
export interface Listener {
  userId: number;
  timeZone: string;
  settings: NotificationSettings;
}

type Row = Record<string, unknown>;

/** Null for who may not come in. */
export async function listenerOf({ database }: Pick<Needs, 'database'>, userId: number): Promise<Listener | null> {
  const row = await database.row<Row>(
    `select desk_user.id, desk_user.time_zone, notification_setting.* from desk_user
     left join notification_setting on notification_setting.user_id = desk_user.id
     where desk_user.id = ? and desk_user.status = 'active'`,
    [userId],
  );
  if (!row) return null;
  return { userId, timeZone: String(row.time_zone), settings: row.user_id === null ? usual() : settingsFrom(row) };
}

export function usual(): NotificationSettings {
  const rest = { quietFrom: null, quietTo: null, quietDays: [], attentive: true, pushContent: true };
  return { ways: waysFrom({}), mail: 'soon', mailAt: '08:00', ...rest };
}

function settingsFrom(row: Row): NotificationSettings {
  return {
    ways: waysFrom(toJson(row.ways)),
    mail: row.mail as NotificationSettings['mail'],
    mailAt: String(row.mail_at),
    quietFrom: row.quiet_from as string | null,
    quietTo: row.quiet_to as string | null,
    quietDays: toJson(row.quiet_days),
    attentive: toBoolean(row.attentive),
    pushContent: toBoolean(row.push_content),
  };
}

/** What was not chosen is as usual: kinds and ways come to be later than the choice. */
function waysFrom(chosen: Partial<Record<string, Partial<Ways>>>): Record<Kind, Ways> {
  const of = (kind: Kind) =>
    Object.fromEntries(WAYS.map((way) => [way, chosen[kind]?.[way] ?? USUAL[kind][way]])) as unknown as Ways;
  return Object.fromEntries(KINDS.map((kind) => [kind, of(kind)])) as Record<Kind, Ways>;
}

/** What is not given stays as it was. Throws `invalid` with fields. */
export async function saveSettings(
  { database }: Pick<Needs, 'database'>,
  viewer: Viewer,
  change: Partial<NotificationSettings>,
): Promise<void> {
  await database.write(async () => {
    const before = (await listenerOf({ database }, viewer.userId))?.settings ?? usual();
    const next = { ...before, ...change, ways: { ...before.ways, ...change.ways } };
    const wrong = wrongFields(next);
    if (Object.keys(wrong).length > 0) throw invalid(wrong);
    const hasHours = next.quietFrom !== null && next.quietTo !== null;
    const columns = {
      ways: next.ways,
      mail: next.mail,
      mail_at: next.mailAt,
      quiet_from: hasHours ? next.quietFrom : null,
      quiet_to: hasHours ? next.quietTo : null,
      quiet_days: [...new Set(next.quietDays)].toSorted((one, other) => one - other),
      attentive: next.attentive,
      push_content: next.pushContent,
      wants_unassigned: Object.values(next.ways.unassigned).some(Boolean),
    };
    const names = Object.keys(columns);
    await database.run(
      `insert into notification_setting (user_id, ${names.join(', ')}) values (?, ${names.map(() => '?').join(', ')})
       on conflict (user_id) do update set ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`,
      [viewer.userId, ...Object.values(columns).map((one) => (Array.isArray(one) ? JSON.stringify(one) : one))],
    );
  });
}

function wrongFields({ mail, mailAt, quietFrom, quietTo, quietDays }: NotificationSettings): Record<string, string> {
  const wrong: Record<string, string> = {};
  const isTime = (text: string | null) => text === null || minuteOf(text) !== null;
  if (!MAILS.includes(mail)) wrong.mail = 'wrong.choice';
  if (minuteOf(mailAt) === null) wrong.mailAt = 'wrong.time_of_day';
  for (const [name, time] of Object.entries({ quietFrom, quietTo }))
    if (!isTime(time)) wrong[name] = 'wrong.time_of_day';
  if ((quietFrom === null) !== (quietTo === null))
    wrong[quietFrom === null ? 'quietFrom' : 'quietTo'] ??= 'wrong.time_of_day';
  if (quietFrom !== null && quietFrom === quietTo) wrong.quietTo ??= 'wrong.quiet_hours';
  if (quietDays.some((day) => !Number.isInteger(day) || day < 1 || day > 7)) wrong.quietDays = 'wrong.choice';
  if (new Set(quietDays).size === 7) wrong.quietDays ??= 'wrong.quiet_days';
  return wrong;
}
