// The workspace: its name, language, time zone and the seconds a sent message can be taken back.
import { invalid } from '../kernel/errors.ts';
import { toJson } from '../database/rows.ts';
import type { Audit } from './audit.ts';
import { wrongFields, type AccountsDeps } from './deps.ts';
import { wrongLimits } from './limits.ts';
import { actorOf, demand, type Viewer } from './permissions.ts';

export interface WorkspaceSettings {
  name: string;
  /** For customers and for users who have not chosen. */
  language: string;
  timeZone: string;
  /** Seconds a message rests before it is sent, so that it can be taken back (RE-7); 0 sends at once. */
  holdSeconds: number;
  /** Open conversations and tickets everybody is given at most who has no limit of their own; 0: any number (TK-3). */
  conversationLimit: number;
  ticketLimit: number;
  firstRunDone: boolean;
}

export interface Workspace {
  get(): Promise<WorkspaceSettings>;
  /** Changes what is given. Demands `workspace.manage`; throws `invalid`. */
  set(viewer: Viewer, change: Partial<WorkspaceSettings>): Promise<void>;
}

export const HOLD_SECONDS = { least: 0, most: 120 };

/** Every page asks; another process may change it. */
const KEEP = 5_000;

const DEFAULTS: WorkspaceSettings = {
  name: 'Hubdesk',
  language: 'en',
  timeZone: 'UTC',
  holdSeconds: 10,
  conversationLimit: 0,
  ticketLimit: 0,
  firstRunDone: false,
};

export function createWorkspace({ database, events, clock, languages }: AccountsDeps, audit: Audit): Workspace {
  let kept: { settings: WorkspaceSettings; until: number } | undefined;
  async function get(): Promise<WorkspaceSettings> {
    if (kept && clock.monotonic() < kept.until && !database.writing()) return kept.settings;
    const settings = await stored();
    if (!database.writing()) kept = { settings, until: clock.monotonic() + KEEP };
    return settings;
  }
  async function stored(): Promise<WorkspaceSettings> {
    const row = await database.row<{ value: unknown }>(`select value from setting where name = 'workspace'`);
    return { ...DEFAULTS, ...(row ? toJson<Partial<WorkspaceSettings>>(row.value) : {}) };
  }
  return {
    get,
    async set(viewer, change) {
      demand(viewer, 'workspace.manage');
      const wrong = { ...wrongFields(change, languages), ...wrongLimits(change) };
      const { holdSeconds: hold } = change;
      if (hold !== undefined && !(Number.isInteger(hold) && hold >= HOLD_SECONDS.least && hold <= HOLD_SECONDS.most))
        wrong.holdSeconds = 'wrong.hold_seconds';
      if (Object.keys(wrong).length > 0) throw invalid(wrong);
      await database.write(async () => {
        const next = { ...(await stored()), ...change };
        await database.run(
          `insert into setting (name, value) values ('workspace', ?) on conflict (name) do update set value = excluded.value`,
          [JSON.stringify({ ...next, name: next.name.trim() })],
        );
        database.afterCommit(() => (kept = undefined));
        await audit.write(viewer, 'workspace.changed', 'workspace', { ...change });
        const data = { changed: Object.keys(change) };
        await events.add({ type: 'workspace.changed', actor: actorOf(viewer), data });
      });
    },
  };
}
