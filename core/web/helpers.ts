// What templates can call. All text is escaped by Handlebars unless a helper says it made HTML.
import { Handlebars } from './handlebars.ts';
import { avatarHtml, type AvatarOptions } from './avatars.ts';
import type { Locales, TextValues } from './locales.ts';
import { Memo } from './memo.ts';
import type { Person } from './models/shared.ts';
import { escapeHtml, safeAddress, textToHtml } from './plain-text.ts';
import type { ViewContext } from './context.ts';
import type { TimeStyle, Writer } from './times.ts';

export interface HelperTools {
  locales: Locales;
  writer(language: string, timeZone: string): Writer;
  now(): Date;
  /** The address of an asset with its hash. */
  asset(name: string): string;
  hasPartial(name: string): boolean;
  /** Development: an unknown text throws instead of showing its key. */
  strict: boolean;
}

interface Options {
  hash: Record<string, unknown>;
  data: { view: ViewContext };
}
type Helper = (...args: never[]) => unknown;

const html = (text: string) => new Handlebars.SafeString(text);
/** From the sprite by its name, or a picture of this desk by its address. */
const iconHtml = (sprite: string, name: string, size?: string) => {
  const classes = `icon${size ? ` ${size}` : ''}`;
  if (name.startsWith('/')) return `<img class="${classes} picture" src="${name}" alt="" loading="lazy">`;
  return `<svg class="${classes}" aria-hidden="true"><use href="${sprite}#i-${name}"/></svg>`;
};

/** Every helper by name. */
export function helpers(tools: HelperTools): Record<string, Helper> {
  return { ...logic(), ...texts(tools), ...moments(tools), ...pictures(tools), ...safety(tools) };
}

function logic(): Record<string, Helper> {
  return {
    eq: (a: unknown, b: unknown) => a === b,
    not: (value: unknown) => !value || (Array.isArray(value) && value.length === 0),
    and: (...values: unknown[]) => values.slice(0, -1).every((value) => !Handlebars.Utils.isEmpty(value)),
    or: (...values: unknown[]) => values.slice(0, -1).find((value) => !Handlebars.Utils.isEmpty(value)),
    concat: (...values: unknown[]) => values.slice(0, -1).join(''),
    /** How colleagues call somebody: the first word of the name. */
    given: (name: string) => String(name ?? '').split(' ')[0],
    list: (...values: unknown[]) => values.slice(0, -1),
    has: (values: unknown, value: unknown) => Array.isArray(values) && values.includes(value),
  };
}

function texts({ locales, strict }: HelperTools): Record<string, Helper> {
  const check = (language: string, key: string) => {
    if (strict && locales.find(language, key) === undefined) throw new Error(`No text for "${key}" in ${language}`);
  };
  return {
    t: (key: string, { hash, data }: Options) => {
      check(data.view.language, key);
      return locales.text(data.view.language, key, hash as TextValues);
    },
    th: (key: string, { hash, data }: Options) => {
      check(data.view.language, key);
      return html(locales.html(data.view.language, key, hash as TextValues, escapeHtml));
    },
    reason: (why: { code: string; text: string; params?: TextValues } | undefined, { hash, data }: Options) => {
      if (!why) return '';
      const keys = [`${String(hash.plugin ?? '')}.reason.${why.code}`, `reason.${why.code}`];
      const key = keys.find((one) => locales.find(data.view.language, one) !== undefined);
      return key ? locales.text(data.view.language, key, why.params) : why.text;
    },
  };
}

function moments({ writer, now }: HelperTools): Record<string, Helper> {
  const of = ({ data }: Options) => writer(data.view.language, data.view.timeZone);
  return {
    time: (at: Date | string | number | null | undefined, options: Options) => {
      if (at === null || at === undefined || at === '') return '';
      const style = (options.hash.as ?? 'short') as TimeStyle;
      return html(of(options).element(new Date(at), style, now()));
    },
    moment: (at: Date | string | number, options: Options) =>
      of(options).moment(new Date(at), (options.hash.as ?? 'short') as TimeStyle, now()),
    range: (start: Date | string, end: Date | string | undefined, options: Options) =>
      of(options).range(new Date(start), end ? new Date(end) : undefined),
    number: (value: number, options: Options) => of(options).number(value, options.hash.digits as number | undefined),
    percent: (value: number, options: Options) => of(options).percent(value),
    bytes: (value: number, options: Options) => of(options).bytes(value),
    duration: (seconds: number, options: Options) => of(options).duration(seconds),
    span: (milliseconds: number, options: Options) => of(options).span(milliseconds),
  };
}

function pictures({ asset, strict }: HelperTools): Record<string, Helper> {
  const drawn = new Memo(strict ? 0 : 4000);
  const icon = (name: string, size?: string) => iconHtml(asset('icons.svg'), escapeHtml(name), size);
  return {
    asset: (name: string) => asset(name),
    icon: (name: string, size: string | Options) => html(icon(name, typeof size === 'string' ? size : undefined)),
    avatar: (person: Person | null | undefined, { hash }: Options) => {
      const { size, seat, presence } = hash as Pick<AvatarOptions, 'size' | 'seat' | 'presence'>;
      const face = person ? `${person.id} ${person.picture} ${person.icon} ${person.initials} ${person.name}` : '';
      const key = `${size} ${seat?.hue} ${seat?.icon} ${presence} ${face}`;
      return html(drawn.once(key, () => avatarHtml(person, { size, seat, presence, icon, escape: escapeHtml })));
    },
    ring: (used: number) =>
      html(
        `<svg class="ring" viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="6"/>` +
          `<circle cx="8" cy="8" r="6" pathLength="100" stroke-dasharray="${Math.round(Number(used)) || 0} 100"/></svg>`,
      ),
  };
}

/** Tags that would act inside our pages if they slipped through a sanitiser. */
const ACTIVE =
  /^<(?:hx-|script|template|iframe|object|embed|form|title|style|link|meta|base)|[\s/"'](?:(?:data-)?hx-|on[a-z]+\s*=|id\s*=|style\s*=)|javascript:/i;

function isActive(words: string): boolean {
  return words.match(/<[^<>]*>?/g)?.some((tag) => ACTIVE.test(tag)) ?? false;
}

function safety({ hasPartial }: HelperTools): Record<string, Helper> {
  return {
    url: (address: unknown) => safeAddress(address),
    plain: (text: unknown) => html(textToHtml(String(text ?? ''))),
    rich: (text: unknown) => {
      const words = String(text ?? '');
      return isActive(words) ? html(textToHtml(words)) : html(words);
    },
    csrf: ({ data }: Options) => html(`<input type="hidden" name="_csrf" value="${escapeHtml(data.view.csrfToken)}">`),
    part: (folder: string, name: string) =>
      hasPartial(`${folder}/${name}`) ? `${folder}/${name}` : `${folder}/unsupported`,
  };
}
