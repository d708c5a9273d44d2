// The sample company of a desk: loaded while people look on, begun anew after a crash, removed in one step (OP-1).
import type { Viewer } from '../../accounts/accounts.ts';
import type { Desk } from '../../boot.ts';
import { toJson } from '../../database/rows.ts';
import type { LiveAccount } from '../../outbound/outbound.ts';
import { prepareInboxes, type SampleCompany, type SampleProgress } from '../../web/web.ts';
import type { Made } from './company.ts';
import { inPlaceOfCustomers } from './nobody.ts';

/** What is remembered of it while it is there. */
interface Remembered {
  made: Made;
  /** False while it loads, and after a crash meanwhile. */
  whole: boolean;
  userId: number;
}

export interface Sample {
  company: SampleCompany;
  /** What sending goes through while invented customers are about: they get nothing, and nothing leaves the desk for them. */
  stage(live: LiveAccount): LiveAccount;
  /** Begins anew what a crash left in the middle; returns at once. */
  resume(): void;
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>;
  /** Stops what is under way. */
  close(): Promise<void>;
}

/** Conversations with customers; robots and the like come on top. */
const TALKS = 290;

function nothingMade(): Made {
  const none = { userIds: [], teamIds: [], inboxIds: [], accountIds: [] };
  return { ...none, skillIds: [], webhookIds: [], slaPolicyIds: [], roleIds: [] };
}

/** A desk without a channel that gives inboxes an address cannot have the company: then `null`. */
export async function createSample(desk: Desk, talks = TALKS): Promise<Sample | null> {
  if (!desk.channels.plugins().some(({ plugin, why }) => plugin?.fallback && !why)) return null;
  const memory = await openMemory(desk);
  const { kept, keep } = memory;
  const stopping = new AbortController();
  const task = createTask(desk);

  async function load(viewer: Viewer): Promise<void> {
    const { loadCompany } = await import('./loading.ts');
    const now: Remembered = { made: nothingMade(), whole: false, userId: viewer.userId };
    await keep(now);
    const add = (what: keyof Made, id: number) => {
      now.made[what].push(id);
      return keep(now);
    };
    const whole = await loadCompany(desk, viewer, {
      talks,
      keep: { made: now.made, add },
      onProgress: task.advance,
      signal: stopping.signal,
    });
    if (whole) await keep({ ...now, whole });
    else if (!stopping.signal.aborted) await prepareInboxes(desk);
    await desk.database.write(() => desk.events.add({ type: 'inbox.changed', actor: 'desk', data: { sample: whole } }));
  }

  async function remove(): Promise<void> {
    if (!(await removeAll(desk, memory))) return;
    await prepareInboxes(desk);
    await desk.database.write(() => desk.events.add({ type: 'inbox.changed', actor: 'desk', data: { sample: false } }));
  }

  async function loadAnew(userId: number): Promise<void> {
    // Without inboxes in between, which would stay beside the company's own.
    await removeAll(desk, memory);
    const viewer = await desk.accounts.viewerOf(userId);
    if (viewer) await load(viewer);
    else await prepareInboxes(desk);
  }

  return {
    company: {
      isThere: () => kept() !== null,
      progress: task.progress,
      isJustDone: task.isJustDone,
      async load(viewer) {
        if (!kept() && !task.progress()) task.begin('loading', () => load(viewer));
      },
      async remove() {
        const doing = task.progress()?.doing ?? 'failed';
        if (kept() && doing === 'failed') task.begin('removing', remove);
      },
    },
    stage: (live) => (kept() ? inPlaceOfCustomers(live) : live),
    resume() {
      const left = kept();
      if (!left || left.whole) return;
      task.begin('loading', () => loadAnew(left.userId));
    },
    settled: task.settled,
    async close() {
      stopping.abort();
      await task.settled();
    },
  };
}

/** One piece of work at a time, and how far it is. */
/** So long a page that is drawn again says that it is done. */
const TOLD = 30_000;

function createTask({ log, clock }: Desk) {
  let progress: SampleProgress | null = null;
  let running: Promise<void> = Promise.resolve();
  let doneAt = Number.NEGATIVE_INFINITY;
  const done = () => {
    progress = null;
    doneAt = clock.monotonic();
  };
  return {
    progress: (): SampleProgress | null => progress,
    advance: (part: number) => void (progress = progress && { ...progress, part }),
    isJustDone: () => clock.monotonic() - doneAt < TOLD,
    settled: () => running,
    begin(doing: SampleProgress['doing'], work: () => Promise<void>): void {
      progress = { doing, part: 0 };
      running = running.then(work).then(done, (error: unknown) => {
        progress = { doing: 'failed', part: 0 };
        log.error({ error }, `The sample company: ${doing} failed`);
      });
    },
  };
}

/** For the command line: false when there is nothing to remove. */
export async function removeSample(desk: Desk): Promise<boolean> {
  return removeAll(desk, await openMemory(desk));
}

async function removeAll(desk: Desk, { kept, keep }: Memory): Promise<boolean> {
  const now = kept();
  if (!now) return false;
  const { removeCompany } = await import('./removing.ts');
  await removeCompany(desk, now.made);
  await keep(null);
  return true;
}

type Memory = Awaited<ReturnType<typeof openMemory>>;

async function openMemory({ database }: Desk) {
  const row = await database.row<{ value: unknown }>(`select value from setting where name = 'sample'`);
  let remembered = row ? toJson<Remembered>(row.value) : null;
  return {
    kept: () => remembered,
    async keep(next: Remembered | null): Promise<void> {
      remembered = next;
      if (!next) return database.run(`delete from setting where name = 'sample'`);
      return database.run(
        `insert into setting (name, value) values ('sample', ?) on conflict (name) do update set value = excluded.value`,
        [JSON.stringify(next)],
      );
    },
  };
}
