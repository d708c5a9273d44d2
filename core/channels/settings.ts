// What follows from a settings declaration: defaults, validation, sealing, masking.
import type { BusinessHours, Field, SettingsShape } from '../contract/settings.ts';
import type { Secrets } from '../kernel/secrets.ts';

/** Shown instead of a stored secret; sent back unchanged it means "keep what is stored". */
const MASK = '••••••••';

/** Field name → text key of what is wrong. */
export type FieldErrors = Record<string, string>;

export function defaultsOf(shape: SettingsShape): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(shape)) {
    if (field.type === 'switch') values[name] = field.default ?? false;
    else if ('default' in field && field.default !== undefined) values[name] = field.default;
  }
  return values;
}

/** Reads raw form values into typed ones. `kept` holds stored values, for secrets left masked and fields not on the form. */
export function readValues(
  shape: SettingsShape,
  raw: Record<string, unknown>,
  kept: Record<string, unknown> = {},
): { values: Record<string, unknown>; errors: FieldErrors } {
  const values: Record<string, unknown> = { ...kept };
  const errors: FieldErrors = {};
  for (const [name, field] of Object.entries(shape)) {
    const given = raw[name];
    if (field.type === 'secret' && (given === MASK || given === undefined)) {
      if (field.required && !kept[name] && isShown(field, shape, raw)) errors[name] = 'wrong.empty';
      continue;
    }
    const value = readValue(field, given);
    if ('error' in value) errors[name] = value.error;
    else values[name] = value.value;
  }
  for (const [name, field] of Object.entries(shape)) {
    if (!isShown(field, shape, values)) delete errors[name];
    else if (field.required && isEmpty(values[name]) && !errors[name]) errors[name] = 'wrong.empty';
  }
  return { values, errors };
}

function isShown(field: Field, shape: SettingsShape, values: Record<string, unknown>): boolean {
  if (!field.showWhen) return true;
  const other = values[field.showWhen.field];
  const asRead =
    shape[field.showWhen.field]?.type === 'switch' ? other === true || other === 'on' || other === 'true' : other;
  return field.showWhen.is.includes(asRead as string | boolean);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

type Read = { value: unknown } | { error: string };

function readValue(field: Field, given: unknown): Read {
  if (field.type === 'switch') return { value: given === true || given === 'on' || given === 'true' };
  if (field.type === 'several') return readSeveral(field.options, given);
  if (field.type === 'list') return readList(field, given);
  if (field.type === 'people') return readPeople(field, given);
  if (field.type === 'hours') return readHours(given);
  const text = typeof given === 'number' ? String(given) : typeof given === 'string' ? given : '';
  if (text.trim() === '') {
    if (!('default' in field)) return { value: undefined };
    // Emptied on purpose: nothing would bring the default back.
    return { value: given === undefined ? field.default : field.type.endsWith('text') ? '' : undefined };
  }
  return readText(field, text);
}

function readText(field: Field, text: string): Read {
  switch (field.type) {
    case 'number': {
      const number = Number(text.replace(',', '.'));
      if (!Number.isFinite(number)) return { error: 'wrong.number' };
      if (field.minimum !== undefined && number < field.minimum) return { error: 'wrong.too_small' };
      if (field.maximum !== undefined && number > field.maximum) return { error: 'wrong.too_large' };
      return { value: number };
    }
    case 'choice':
      return field.options.includes(text) ? { value: text } : { error: 'wrong.choice' };
    case 'email':
      return /^[^\s@<>,;]{1,64}@[^\s@<>,;]{1,255}$/.test(text.trim())
        ? { value: text.trim().toLowerCase() }
        : { error: 'wrong.email' };
    case 'url':
      if (field.secure && !/^https:/i.test(text.trim())) return { error: 'wrong.web_address' };
      return isWebAddress(text.trim()) ? { value: text.trim() } : { error: 'wrong.web_address' };
    case 'phone':
      return /^\+[1-9]\d{5,14}$/.test(text.replace(/[\s()/.-]/g, ''))
        ? { value: text.replace(/[\s()/.-]/g, '') }
        : { error: 'wrong.phone_international' };
    case 'picture':
      return isPicture(text.trim()) ? { value: text.trim() } : { error: 'wrong.picture' };
    case 'sound':
      return isSound(text.trim()) ? { value: text.trim() } : { error: 'wrong.sound' };
    case 'colour':
      return /^#[0-9a-f]{6}$/i.test(text.trim()) ? { value: text.trim().toLowerCase() } : { error: 'wrong.colour' };
    default:
      return readPlain(field, text);
  }
}

function readPlain(field: Field, text: string): Read {
  const most = ('maximum' in field ? field.maximum : undefined) ?? (field.type === 'text' ? 500 : 100_000);
  if (text.length > most) return { error: 'wrong.too_long' };
  if (field.type === 'text' && field.pattern && !new RegExp(`^(?:${field.pattern})$`).test(text.trim()))
    return { error: 'wrong.form' };
  return { value: field.type === 'text' ? text.trim() : text };
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function readSeveral(options: readonly string[], given: unknown): Read {
  const all = (Array.isArray(given) ? given : given === undefined || given === '' ? [] : [given]).map(String);
  return all.every((one) => options.includes(one)) ? { value: all } : { error: 'wrong.choice' };
}

function readList(field: Extract<Field, { type: 'list' }>, given: unknown): Read {
  const all = (Array.isArray(given) ? given.map(String) : String(given ?? '').split(/[\n,;]/))
    .map((one) => one.trim())
    .filter((one) => one !== '');
  if (field.maximum !== undefined && all.length > field.maximum) return { error: 'wrong.too_many' };
  if (field.of === 'email' && !all.every((one) => /^[^\s@]{0,64}@[^\s@]{1,255}$/.test(one)))
    return { error: 'wrong.email' };
  if (field.of === 'url' && !all.every(isWebAddress)) return { error: 'wrong.web_address' };
  return { value: all };
}

function readPeople(field: Extract<Field, { type: 'people' }>, given: unknown): Read {
  const wanted = Array.isArray(given) ? given : given === undefined || given === '' ? [] : [given];
  const chosen = [...new Set(wanted.map(String))];
  if (field.maximum !== undefined && chosen.length > field.maximum) return { error: 'wrong.too_many' };
  return chosen.every((one) => /^(user|team):\d{1,9}$/.test(one)) ? { value: chosen } : { error: 'wrong.choice' };
}

const LARGEST_PICTURE = 40 * 1024;

/** The signatures of PNG, JPEG and WebP; anything else could be more than a picture. */
function isPicture(text: string): boolean {
  const match = /^data:image\/(?:png|jpeg|webp);base64,([A-Za-z0-9+/]+={0,2})$/.exec(text);
  const bytes = match ? Buffer.from(match[1]!, 'base64') : Buffer.alloc(0);
  const start = bytes.toString('latin1', 0, 12);
  return bytes.length <= LARGEST_PICTURE && /^(\x89PNG\r\n\x1a\n|\xff\xd8\xff|RIFF[^]{4}WEBP)/.test(start);
}

const LARGEST_SOUND = 400 * 1024;

/** The signatures of MP3 (with or without a tag) and WAV. */
function isSound(text: string): boolean {
  const match = /^data:audio\/(?:mpeg|wav);base64,([A-Za-z0-9+/]+={0,2})$/.exec(text);
  const bytes = match ? Buffer.from(match[1]!, 'base64') : Buffer.alloc(0);
  const start = bytes.toString('latin1', 0, 12);
  return bytes.length <= LARGEST_SOUND && /^(ID3|\xff[\xe2-\xff]|RIFF[^]{4}WAVE)/.test(start);
}

function readHours(given: unknown): Read {
  let hours: unknown = given;
  if (typeof given === 'string') {
    if (given === '') return { value: undefined };
    try {
      hours = JSON.parse(given);
    } catch {
      return { error: 'wrong.form' };
    }
  }
  const { timeZone, periods } = (hours ?? {}) as Partial<BusinessHours>;
  const time = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/;
  const sound =
    typeof timeZone === 'string' &&
    Array.isArray(periods) &&
    periods.every(
      (one) => one.day >= 1 && one.day <= 7 && time.test(one.from) && time.test(one.to) && one.from < one.to,
    );
  return sound ? { value: { timeZone, periods } } : { error: 'wrong.form' };
}

/** Seals the fields whose type is secret; everything else stays readable. */
export function sealValues(
  shape: SettingsShape,
  values: Record<string, unknown>,
  secrets: Secrets,
): Record<string, unknown> {
  return mapSecrets(shape, values, (value) => secrets.seal(value));
}

/** Opens them again; a secret that cannot be opened is named in `broken`, never blanked silently. */
export function openValues(
  shape: SettingsShape,
  stored: Record<string, unknown>,
  secrets: Secrets,
): { values: Record<string, unknown>; broken: string[] } {
  const broken: string[] = [];
  const values = mapSecrets(shape, stored, (value, name) => {
    const opened = secrets.open(value);
    if (opened === null) broken.push(name);
    return opened ?? '';
  });
  return { values: { ...defaultsOf(shape), ...values }, broken };
}

/** For pages: secrets as a mask. */
export function maskValues(shape: SettingsShape, stored: Record<string, unknown>): Record<string, unknown> {
  return { ...defaultsOf(shape), ...mapSecrets(shape, stored, () => MASK) };
}

/** For policy and capabilities: without secrets at all. */
export function openSettings(shape: SettingsShape, stored: Record<string, unknown>): Record<string, unknown> {
  const values: Record<string, unknown> = { ...defaultsOf(shape), ...stored };
  for (const [name, field] of Object.entries(shape)) if (field.type === 'secret') delete values[name];
  return values;
}

/** The opening hours that count: those of a setting that is in use as the others are set. */
export function openingHours(shape: SettingsShape, settings: Record<string, unknown>): BusinessHours | undefined {
  const used = Object.entries(shape).find(([, field]) => field.type === 'hours' && isShown(field, shape, settings));
  return used && (settings[used[0]] as BusinessHours | undefined);
}

function mapSecrets(
  shape: SettingsShape,
  values: Record<string, unknown>,
  change: (value: string, name: string) => string,
): Record<string, unknown> {
  const mapped: Record<string, unknown> = { ...values };
  for (const [name, field] of Object.entries(shape)) {
    const value = mapped[name];
    if (field.type === 'secret' && typeof value === 'string' && value !== '') mapped[name] = change(value, name);
  }
  return mapped;
}
