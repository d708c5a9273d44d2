// Checks of what a channel says about itself: manifest, settings, and their words in both languages.
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OWN_ICON } from '../../core/contract/contract.ts';
import type { Field, SettingsShape } from '../../core/contract/settings.ts';
import type { Bench } from './bench.ts';
import type { Findings } from './channel.ts';

const ARRIVES = ['webhook', 'poll', 'stream', 'page', 'smtp', 'api'];
const HUES = ['email', 'chat', 'whatsapp', 'messenger', 'call', 'form', 'custom'];
const KINDS = ['email', 'phone', 'handle'];
const SPRITE = fileURLToPath(new URL('../../views/assets/icons.svg', import.meta.url));

export async function manifest(bench: Bench): Promise<Findings> {
  const desk = await bench.desk();
  const { manifest: it } = desk.plugin;
  const { routes, manifest: own } = desk.owner;
  const findings: string[] = [];
  const { folder } = bench.channel;
  if (!existsSync(join(folder, 'package.json')) && own.id !== basename(folder))
    findings.push(`manifest.id "${own.id}" is not the folder's name "${basename(folder)}"`);
  const strange = (values: string[], known: string[]) => values.filter((value) => !known.includes(value));
  if (it.arrives.length === 0) findings.push('manifest.arrives does not say how messages arrive');
  for (const way of strange(it.arrives, ARRIVES)) findings.push(`manifest.arrives: there is no way "${way}"`);
  for (const kind of strange(it.reaches, KINDS)) findings.push(`manifest.reaches: there is no kind "${kind}"`);
  for (const hue of strange([it.hue], HUES)) findings.push(`manifest.hue: there is no hue "${hue}"`);
  if (!['safe', 'unsafe'].includes(it.resend)) findings.push('manifest.resend is neither safe nor unsafe');
  if (!['one', 'many'].includes(it.accounts)) findings.push('manifest.accounts is neither one nor many');
  if (!['mail', 'chat'].includes(it.shape)) findings.push('manifest.shape is neither mail nor chat');
  if (it.arrives.includes('webhook') && !routes)
    findings.push('manifest.arrives says webhook, but the plugin has no routes');
  if (it.icon === OWN_ICON ? !existsSync(join(folder, OWN_ICON)) : !hasIcon(it.icon))
    findings.push(`manifest.icon: there is no icon "${it.icon}" in views/assets/icons.svg or the plugin's folder`);
  return findings;
}

function hasIcon(name: string): boolean {
  return readFileSync(SPRITE, 'utf8').includes(`id="i-${name}"`);
}

const SECRET = /(pass(word|wd|phrase)?|secret|token|api.?key|private.?key)$/i;

export async function settings(bench: Bench): Promise<Findings> {
  const { settings: shape } = await bench.plugin();
  const findings = Object.entries(shape).flatMap(([name, field]) => faultsOf(name, field, shape));
  const { account, far } = await bench.desk();
  for (const [name, value] of Object.entries(account.settings)) {
    if (!shape[name]) findings.push(`the wizard stores "${name}", which is no declared setting`);
    else if (typeof value === 'string' && far.secrets.includes(value) && shape[name].type !== 'secret')
      findings.push(`settings.${name} holds a secret, but is not of type secret`);
  }
  return findings;
}

function faultsOf(name: string, field: Field, shape: SettingsShape): string[] {
  const findings: string[] = [];
  const say = (text: string) => findings.push(`settings.${name} ${text}`);
  if (SECRET.test(name) && field.type.endsWith('text')) say('sounds like a secret, but is not of type secret');
  if (field.showWhen && !shape[field.showWhen.field]) say(`depends on "${field.showWhen.field}", which is no setting`);
  if (field.type === 'choice' && field.default !== undefined && !field.options.includes(field.default))
    say('has a default that cannot be chosen');
  if (field.type === 'number' && field.default !== undefined) {
    if (field.default < (field.minimum ?? -Infinity)) say('has a default below its minimum');
    if (field.default > (field.maximum ?? Infinity)) say('has a default above its maximum');
  }
  if (field.type === 'text' && field.pattern && !isPattern(field.pattern)) say('has a pattern that is no expression');
  return findings;
}

function isPattern(pattern: string): boolean {
  try {
    // As browsers read the attribute.
    RegExp(pattern, 'v');
    return true;
  } catch {
    return false;
  }
}

/** Pages look these up by name; what is missing would be shown as a key. */
export async function words(bench: Bench): Promise<Findings> {
  const { settings: shape } = await bench.plugin();
  const [en, de] = [await bench.texts('en'), await bench.texts('de')];
  const findings: string[] = [];
  const wanted = ['name', ...wordsOf(shape)];
  for (const [language, texts] of Object.entries({ en, de })) {
    const other = language === 'en' ? de : en;
    const missing = [...wanted, ...Object.keys(other)].filter((key) => !texts[key]?.trim());
    findings.push(...[...new Set(missing)].map((key) => `locales/${language}.json has no "${key}"`));
  }
  return findings;
}

export function wordsOf(shape: SettingsShape): string[] {
  return Object.entries(shape)
    .filter(([, field]) => field.page !== 'own')
    .flatMap(([name, field]) => [
      `settings.${name}.label`,
      ...(field.group ? [`settings.group.${field.group}`] : []),
      ...('options' in field ? field.options.map((option) => `settings.${name}.option.${option}`) : []),
    ]);
}

/** Last of all: whatever people were told during the other checks can be said in both languages. */
export async function reasons(bench: Bench): Promise<Findings> {
  if (bench.told.size === 0) return { skipped: 'nobody was told anything' };
  const own = /^(account|connect|inbound|outbound|plan|plugin|wrong)\./;
  const texts = { en: await bench.texts('en'), de: await bench.texts('de') };
  const codes = [...bench.told.keys()].filter((code) => !own.test(code));
  const unsaid = Object.entries(texts).flatMap(([language, said]) =>
    codes
      .filter((code) => !said[`reason.${code}`])
      .map((code) => `locales/${language}.json has no "reason.${code}" (“${bench.told.get(code)!.text}”)`),
  );
  const empty = [...bench.told.values()].filter(({ text }) => !text?.trim()).map(({ code }) => `${code} has no text`);
  return [...unsaid, ...empty];
}
