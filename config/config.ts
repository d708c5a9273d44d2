// The operator's settings: their shape, their defaults with reasons, and the check that names what is wrong.
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { IceConfig } from '../core/contract/call.ts';
import * as is from './checks.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface Config {
  /** Pages and webhooks. */
  port: number;
  host: string;
  /** Mail that other servers and forwarding rules bring. */
  smtpPort: number;
  smtpHost: string;
  /** Absolute. Everything the desk keeps: what you back up. */
  dataFolder: string;
  /** How browsers and providers reach the desk; no slash at the end. */
  publicUrl: string;
  logLevel: LogLevel;
  /** Folders in `plugins/`, names of npm packages, or absolute paths of packages that stand elsewhere; `all`: every folder in `plugins/`. */
  plugins: string[] | 'all';
  /** Addresses, networks (`10.0.0.0/8`) or `loopback` whose `X-Forwarded-For` and `-Proto` are believed. */
  trustedProxies: string[];
  /** Names or addresses inside your own network that plugins may call; all others there are refused. */
  allowedInternalHosts: string[];
  systemMail: is.SystemMailConfig | 'fallback';
  ice: IceConfig;
  /** What single plugins are told, by their id; each plugin's page in `docs/channels/` says what it knows. */
  pluginSettings: Record<string, Record<string, unknown>>;
}

/** What `hubdesk.config.ts` may say; all of it optional. */
export type ConfigFile = Partial<Config>;

export const DEFAULTS: Omit<Config, 'dataFolder' | 'publicUrl'> & { dataFolder: string } = {
  port: 3000,
  // Whoever opens an empty desk first becomes its administrator, so it is for this machine only until you say
  // otherwise. A proxy on the same machine reaches it; in a container or without a proxy set it to 0.0.0.0.
  host: '127.0.0.1',
  // 25 needs root: let the firewall lead 25 here.
  smtpPort: 2525,
  // Mail comes from other machines by nature. Only addresses of the desk are taken, nothing is relayed.
  smtpHost: '0.0.0.0',
  dataFolder: './data',
  logLevel: 'info',
  plugins: 'all',
  // A proxy on this machine; nobody else can pretend to be one.
  trustedProxies: ['loopback'],
  // A plugin follows addresses that strangers may have chosen: none may lead into your network.
  allowedInternalHosts: [],
  // Through the desk's own mail account: works without any other server, if the world accepts mail from yours.
  systemMail: 'fallback',
  // Talks within one network, and wherever no firewall stands between, work without.
  ice: {},
  // Every channel works without.
  pluginSettings: {},
};

/** Which environment variable overrides which setting. */
export const ENVIRONMENT = {
  HUBDESK_PORT: 'port',
  HUBDESK_HOST: 'host',
  HUBDESK_SMTP_PORT: 'smtpPort',
  HUBDESK_SMTP_HOST: 'smtpHost',
  HUBDESK_DATA: 'dataFolder',
  HUBDESK_PUBLIC_URL: 'publicUrl',
  HUBDESK_LOG_LEVEL: 'logLevel',
} as const satisfies Record<string, keyof Config>;

const CHECKS: { [Name in keyof Config]: is.Check<Config[Name]> } = {
  port: is.port,
  host: is.host,
  smtpPort: is.port,
  smtpHost: is.host,
  dataFolder: is.text,
  publicUrl: is.webAddress,
  logLevel: is.oneOf(['debug', 'info', 'warn', 'error', 'silent']),
  plugins: is.either('all', is.listOf(is.pluginName)),
  trustedProxies: is.listOf(is.network),
  allowedInternalHosts: is.listOf(is.host),
  systemMail: is.either('fallback', is.systemMail),
  ice: is.ice,
  pluginSettings: is.settingsById,
};

/** Stops the start; its message names the setting and says what it must be. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** For `hubdesk.config.ts`: the editor then knows every setting. */
export function defineConfig(file: ConfigFile): ConfigFile {
  return file;
}

/**
 * The settings of this start: defaults, then the file, then the environment.
 * Relative folders: in the file beside it, in the environment where the command was given. Throws `ConfigError`.
 */
export function readConfig(
  file: ConfigFile,
  environment: Record<string, string | undefined>,
  at: { fileFolder: string; workingFolder: string },
): Config {
  const unknown = Object.keys(file).find((name) => !(name in CHECKS));
  if (unknown) throw new ConfigError(`hubdesk.config.ts: there is no setting "${unknown}". There are: ${names()}.`);
  const given: Record<string, { value: unknown; from: string }> = {};
  for (const [name, value] of Object.entries({ ...DEFAULTS, ...file }))
    if (value !== undefined) given[name] = { value, from: `hubdesk.config.ts: ${name}` };
  for (const [variable, name] of Object.entries(ENVIRONMENT))
    if (environment[variable]) given[name] = { value: fromEnvironment(name, environment[variable]), from: variable };
  given.publicUrl ??= { value: `http://localhost:${String(given.port!.value)}`, from: 'publicUrl' };
  const values = Object.entries(given).map(([name, { value, from }]) => [name, checked(name, value, from)]);
  const config = Object.fromEntries(values) as Config;
  const besides = environment.HUBDESK_DATA ? at.workingFolder : at.fileFolder;
  return { ...config, dataFolder: resolve(besides, config.dataFolder) };
}

/** Reads `hubdesk.config.ts` (it may be missing), or the file that `HUBDESK_CONFIG` names, and the environment. */
export async function loadConfig(
  environment: Record<string, string | undefined> = process.env,
  path = fileOf(environment),
): Promise<Config> {
  const file = existsSync(path) ? ((await import(pathToFileURL(path).href)) as { default?: ConfigFile }).default : {};
  if (!file || typeof file !== 'object')
    throw new ConfigError('hubdesk.config.ts must export its settings as default.');
  return readConfig(file, environment, { fileFolder: dirname(path), workingFolder: process.cwd() });
}

/** A file outside of the program's folder stays as it is when the folder is replaced. */
function fileOf({ HUBDESK_CONFIG: named }: Record<string, string | undefined>): string {
  if (!named) return fileURLToPath(new URL('../hubdesk.config.ts', import.meta.url));
  if (!existsSync(named)) throw new ConfigError(`HUBDESK_CONFIG is "${named}"; there is no such file.`);
  return resolve(named);
}

function checked(name: string, value: unknown, from: string): unknown {
  const result = CHECKS[name as keyof Config](value);
  if ('must' in result) throw new ConfigError(`${from} is ${shown(value)}; it must be ${result.must}.`);
  return result.value;
}

function fromEnvironment(name: keyof Config, text: string): unknown {
  const number = name === 'port' || name === 'smtpPort';
  return number && /^\d+$/.test(text.trim()) ? Number(text) : text.trim();
}

function shown(value: unknown): string {
  const text =
    JSON.stringify(value, (key, one: unknown) => (/secret|password|key/i.test(key) ? '…' : one)) ?? String(value);
  // An SMTP address carries a password.
  return text.replace(/:\/\/[^@/\s"]*@/, '://…@').slice(0, 120);
}

const names = () => Object.keys(CHECKS).join(', ');
