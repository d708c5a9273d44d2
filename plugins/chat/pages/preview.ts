// How the widget will look, drawn by the desk from what is being typed (CT-5).
import type { AccountContext } from '../../../core/contract/context.ts';
import { headingOf } from '../account/heading.ts';
import { settings as shape, type ChatSettings } from '../settings.ts';

export async function preview(
  account: AccountContext | null,
  values: Record<string, unknown>,
  language: string,
): Promise<object | null> {
  if (!account) return null;
  const settings = { ...account.account.settings, ...values } as ChatSettings;
  const text = (key: string, params?: Record<string, string | number>) => account.text(language, key, params);
  const colour = /^#[0-9a-f]{6}$/i.test(settings.colour ?? '') ? settings.colour : shape.colour.default;
  // Always the same of many, so that it does not jump while somebody types.
  const heading = await headingOf(account, settings, () => 0);
  return {
    colour: colour.slice(1).toLowerCase(),
    left: settings.position === 'left',
    launcher: settings.launcher === 'words' ? settings.launcherWords || settings.title : '',
    heading: { ...heading, people: heading.people.map((one) => ({ ...one, isPicture: one.face.startsWith('data:') })) },
    line: await lineOf(account, settings, text),
    welcome: settings.welcome || text('widget.welcome'),
    prompt: settings.prompt,
    consent: settings.consent === 'off' ? '' : (settings.consentText ?? ''),
    explicit: settings.consent === 'explicit',
    askEmail: settings.askEmail === 'before',
    uploads: settings.uploads,
  };
}

/** As if somebody were there. */
async function lineOf(
  account: AccountContext,
  { whenAvailable, availableText }: ChatSettings,
  text: (key: string, params?: Record<string, string | number>) => string,
): Promise<string> {
  if (whenAvailable === 'message') return availableText ?? '';
  if (whenAvailable === 'nothing') return '';
  const seconds = await account.usualReply();
  return seconds === null
    ? text('widget.available')
    : text('preview.reply', { minutes: Math.max(1, Math.round(seconds / 60)) });
}
