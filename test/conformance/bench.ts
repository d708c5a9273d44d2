// The bench of the conformance kit: real desks with the channel on them, a far side for each, a person at the wizard.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { deskViewer } from '../../core/accounts/accounts.ts';
import { boot, type Desk } from '../../core/boot.ts';
import { loadPlugins } from '../../core/channels/channels.ts';
import type { ChannelPlugin } from '../../core/contract/contract.ts';
import type { RawArrival, StoredArrival } from '../../core/contract/inbound.ts';
import type { Reason } from '../../core/contract/reason.ts';
import { createLog } from '../../core/kernel/log.ts';
import { createWeb } from '../../core/web/web.ts';
import type { ChannelUnderTest, FarSide } from './channel.ts';
import { OpenDesk } from './open-desk.ts';

/** Short enough for a test to wait for a plugin that never answers. Closing has what every desk grants. */
const LIMITS = { parse: 10_000, connect: 20_000, start: 10_000, patience: 1 };

const PUBLIC_URL = 'http://desk.test';

const TYPES: Record<string, string> = { '.json': 'application/json', '.eml': 'message/rfc822' };

export class Bench {
  readonly channel: ChannelUnderTest;
  /** What the desks said, line by line. */
  readonly lines: string[] = [];
  /** What people were told, by its code. */
  readonly told = new Map<string, Reason>();
  readonly secrets = new Set<string>();
  #shared?: Promise<OpenDesk>;
  readonly #open: OpenDesk[] = [];
  readonly #farSides: FarSide[] = [];
  readonly #folders: string[] = [];

  constructor(channel: ChannelUnderTest) {
    this.channel = channel;
  }

  /** The desk most checks share, with one connected account. A check leaves it as it found it. */
  desk(): Promise<OpenDesk> {
    this.#shared ??= this.fresh();
    return this.#shared;
  }

  /** A desk of one's own with a connected account. */
  async fresh(): Promise<OpenDesk> {
    const desk = await this.empty();
    await desk.connect();
    return desk;
  }

  /** A desk without an account; with `before` what that one left behind: a restart. */
  async empty(before?: OpenDesk): Promise<OpenDesk> {
    await before?.close();
    const folder = before?.folder ?? (await this.#newFolder());
    const far = before?.far ?? (await this.#newFarSide());
    const desk = await this.#boot(folder, far);
    const web = await createWeb(desk, { publicUrl: far.publicUrl ?? PUBLIC_URL, trustedProxies: ['loopback'] });
    await desk.start();
    await desk.channels.mount(web.server);
    await web.server.ready();
    await desk.accounts.workspace.set(deskViewer(), { holdSeconds: 0 });
    const open = new OpenDesk({ bench: this, desk, web, far, folder });
    if (far.prepare) open.channelId = await far.prepare(desk);
    this.#open.push(open);
    return open;
  }

  /** Loads the plugin, or says why it cannot be. */
  async plugin(): Promise<ChannelPlugin> {
    return (await this.desk()).plugin;
  }

  async samples(): Promise<RawArrival[]> {
    if (this.channel.samples) return this.channel.samples;
    const folder = join(this.channel.folder, 'samples');
    const names: string[] = await readdir(folder).catch(() => []);
    names.sort();
    return Promise.all(
      names.map(async (name) => ({
        key: `sample-${name}`,
        type: TYPES[extname(name)] ?? 'application/octet-stream',
        body: await readFile(join(folder, name)),
      })),
    );
  }

  async texts(language: string): Promise<Record<string, string>> {
    const file = join(this.channel.folder, 'locales', `${language}.json`);
    const own = JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as Record<string, string>;
    return { ...own, ...(await this.desk()).found.texts };
  }

  hear(why: Reason | undefined): void {
    if (why) this.told.set(why.code, why);
  }

  async close(): Promise<void> {
    for (const one of this.#open) await one.close();
    await Promise.all(this.#farSides.map((one) => one.close()));
    await Promise.all(this.#folders.map((folder) => rm(folder, { recursive: true, force: true })));
  }

  async #newFarSide(): Promise<FarSide> {
    const far = await this.channel.farSide();
    this.#farSides.push(far);
    for (const secret of far.secrets) this.secrets.add(secret);
    return far;
  }

  async #newFolder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'hubdesk-conformance-'));
    this.#folders.push(folder);
    return folder;
  }

  async #boot(dataFolder: string, far: FarSide): Promise<Desk> {
    const [found] = await loadPlugins(dataFolder, [this.channel.folder]);
    return boot({
      dataFolder,
      publicUrl: far.publicUrl ?? PUBLIC_URL,
      logLevel: 'debug',
      pluginFolder: dataFolder,
      plugins: [this.channel.folder],
      pluginSettings: { [found!.id]: far.config ?? {} },
      allowedHosts: ['127.0.0.1', 'localhost'],
      limits: LIMITS,
      log: createLog('debug', (line) => this.lines.push(line)),
      renderMail: async ({ template }) => ({ subject: template, text: '', html: '' }),
    });
  }
}

/** As `parse` gets it back. */
export function stored(raw: RawArrival, id = 1): StoredArrival {
  return { ...raw, id, receivedAt: new Date('2026-11-20T12:00:00Z') };
}
