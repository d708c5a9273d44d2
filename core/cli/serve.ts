// A desk with its web server, from a configuration: what `start` runs and what tests of the whole run.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Config } from '../../config/config.ts';
import { timetable } from '../../config/timetable.ts';
import { mountApi } from '../api/api.ts';
import { boot, type BootOptions, type Desk } from '../boot.ts';
import { settingFindings } from '../doctor/doctor.ts';
import { takeLock } from './lock.ts';
import { checkPluginSettings } from './plugin-settings.ts';
import { restWhenQuiet } from './resting.ts';
import { createSample, type Sample } from './sample/sample.ts';
import { startTimetable } from '../jobs/jobs.ts';
import { createWeb, letterOf, prepareInboxes, type Web } from '../web/web.ts';

export interface ServedDesk {
  desk: Desk;
  web: Web;
  sample: Sample | null;
  config: Config;
  /** Where to open it. */
  address: string;
  close(): Promise<void>;
}

/** What the desk calls that is built after it. */
interface Late {
  web?: Web;
  sample?: Sample | null;
}

const VERSION = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;
const PLUGINS = fileURLToPath(new URL('../../plugins/', import.meta.url));

export async function openServer(config: Config, changes: Partial<BootOptions> = {}): Promise<ServedDesk> {
  /** Ends what stands, newest first. */
  const ends: (() => unknown)[] = [takeLock(config.dataFolder)];
  const close = async () => {
    for (const end of ends.splice(0).toReversed()) await end();
  };
  try {
    return { ...(await open(config, changes, (end) => ends.push(end))), config, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(config: Config, changes: Partial<BootOptions>, atEnd: (end: () => unknown) => void) {
  const late: Late = {};
  const desk = await boot({ ...optionsFrom(config, late), ...changes });
  atEnd(() => desk.close());
  checkPluginSettings(config.pluginSettings, desk.channels.plugins());
  for (const { what, mend } of settingFindings({
    pluginSettings: { given: config.pluginSettings, plugins: desk.channels.plugins() },
  }))
    desk.log.warn({ mend: mend?.text }, what.text);
  const sample = await createSample(desk);
  const { publicUrl, trustedProxies } = config;
  const web = await createWeb(desk, { publicUrl, trustedProxies, sample: sample?.company });
  atEnd(() => web.server.close());
  atEnd(() => sample?.close());
  Object.assign(late, { web, sample });
  desk.realtime.showWith(web.livePages);
  await mountApi(web.server, desk, { publicUrl: config.publicUrl, version: VERSION });
  await desk.start();
  await prepareInboxes(desk);
  await desk.channels.mount(web.server);
  const { timeZone } = await desk.accounts.workspace.get();
  atEnd(startTimetable(desk.jobs.add, timetable, timeZone, desk.log));
  await web.server.listen({ port: config.port, host: config.host });
  atEnd(restWhenQuiet(web.server.server, desk.database.release));
  sample?.resume();
  const bound = web.server.server.address();
  const address = config.port === 0 ? `http://localhost:${(bound as AddressInfo).port}` : config.publicUrl;
  return { desk, web, sample, address };
}

function optionsFrom(config: Config, late: Late): BootOptions {
  const settings = { smtpHost: config.smtpHost, smtpPort: config.smtpPort, ...relayOf(config) };
  return {
    dataFolder: config.dataFolder,
    publicUrl: config.publicUrl,
    logLevel: config.logLevel,
    pluginFolder: PLUGINS,
    plugins: config.plugins === 'all' ? null : config.plugins,
    pluginSettings: Object.fromEntries(
      pluginNames(config).map((name) => [name, { ...settings, ...config.pluginSettings[name] }]),
    ),
    givenSettings: config.pluginSettings,
    ice: config.ice,
    allowedHosts: config.allowedInternalHosts,
    systemMailFrom: config.systemMail === 'fallback' ? undefined : config.systemMail.from,
    renderMail: async (mail) => letterOf(late.web!.locales, mail),
    stage: (live) => late.sample?.stage(live) ?? live,
    beforeMigrating: async (file, pending) =>
      (await import('./archive.ts')).keepBeforeMigrating(config.dataFolder, file, pending),
  };
}

/** Of those from npm only the settings tell the id. */
function pluginNames({ plugins, pluginSettings }: Config): string[] {
  const named = plugins !== 'all' ? plugins : existsSync(PLUGINS) ? readdirSync(PLUGINS) : [];
  return [...new Set([...named, ...Object.keys(pluginSettings)])];
}

/** A server that takes outgoing mail for accounts that have none of their own. */
function relayOf(config: Config): Record<string, unknown> {
  if (config.systemMail === 'fallback') return {};
  const url = new URL(config.systemMail.smtp);
  return {
    relayHost: url.hostname,
    relayPort: Number(url.port) || (url.protocol === 'smtps:' ? 465 : 587),
    relaySecure: url.protocol === 'smtps:',
    relayUser: decodeURIComponent(url.username),
    relayPassword: decodeURIComponent(url.password),
  };
}
