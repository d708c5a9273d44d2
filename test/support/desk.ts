// A whole desk on a temporary folder, for tests: the real rooms, a real database, plugins from test/fixtures/plugins.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { boot, type BootOptions, type Desk } from '../../core/boot.ts';
import { createLog } from '../../core/kernel/log.ts';
import { fillEmptyDesk } from './empty-desk.ts';

export interface TestDesk extends Desk {
  folder: string;
  /** What the log said, line by line. */
  lines: string[];
}

interface Teardown {
  teardown(work: () => unknown): void;
}

export const FIXTURE_PLUGINS = fileURLToPath(new URL('../fixtures/plugins/', import.meta.url));
export const REAL_PLUGINS = fileURLToPath(new URL('../../plugins/', import.meta.url));

/** Boots a desk and closes it with the test. With `folder` it opens what an earlier desk left (a restart). */
export async function openDesk(
  t: Teardown,
  options: Partial<BootOptions> & { folder?: string; started?: boolean } = {},
): Promise<TestDesk> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'hubdesk-test-')));
  if (!options.folder) await fillEmptyDesk(folder);
  const lines: string[] = [];
  const desk = await boot({
    dataFolder: folder,
    publicUrl: 'http://desk.test',
    logLevel: 'debug',
    pluginFolder: FIXTURE_PLUGINS,
    plugins: ['pigeon'],
    pluginSettings: {},
    allowedHosts: ['127.0.0.1', 'localhost'],
    log: createLog('debug', (line) => lines.push(line)),
    renderMail: async (mail) => ({ subject: mail.template, text: JSON.stringify(mail.params), html: '' }),
    ...options,
  });
  const end = desk.close.bind(desk);
  let open = true;
  const close = async () => {
    if (open) await end();
    open = false;
  };
  t.teardown(async () => {
    await close();
    if (!options.folder) await rm(folder, { recursive: true, force: true });
  });
  if (options.started !== false) await desk.start();
  return { ...desk, folder, lines, close };
}

/** An inbox with one account of the given channel, connected through the desk's own book. */
export async function withAccount(
  desk: Desk,
  channel: string,
  values: Record<string, unknown>,
  uniqueId = `${channel}-1`,
) {
  const inbox = await desk.conversations.inboxes.create({ name: `Inbox of ${uniqueId}`, actor: 'desk' });
  const flow = await desk.channels.flows.begin({
    channel,
    purpose: 'new',
    inboxId: inbox.id,
    accountId: null,
    userId: 1,
    language: 'en',
  });
  const done = await desk.channels.flows.answer(
    flow.publicId,
    1,
    { kind: 'form', values: { name: uniqueId, ...values } },
    'en',
  );
  if (done?.step.step !== 'done') throw new Error(`The account was not connected: ${JSON.stringify(done?.step)}`);
  return { inbox, accountId: done.accountIds[0]! };
}

/** A user made directly, without the invitation's way. */
export async function addUser(desk: Desk, name: string, role = 'agent'): Promise<number> {
  const row = await desk.database.write(() =>
    desk.database.row<{ id: number }>(
      `insert into desk_user (name, email, role, preferences, created_at) values (?, ?, ?, '{}', ?) returning id`,
      [name, `${name.toLowerCase().replace(/\W/g, '.')}@team.example`, role, desk.clock.now().getTime()],
    ),
  );
  return row!.id;
}
