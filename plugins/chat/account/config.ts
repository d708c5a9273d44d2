// What the widget is told when it is loaded: how it looks, what it says, what it may ask.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Chatflow } from '../../../core/contract/chatflow.ts';
import type { AccountContext } from '../../../core/contract/context.ts';
import { inkOn } from '../../../core/contract/ink.ts';
import { settingsOf } from '../settings.ts';
import { availabilityOf, type Availability } from './availability.ts';
import { headingOf, type Heading } from './heading.ts';
import { pictureAddress } from './picture.ts';
import { panelStyle } from './panel-style.ts';

export interface WidgetConfig {
  /** Public id of the account. */
  id: string;
  /** Public address of the desk, without a slash at the end. */
  desk: string;
  title: string;
  colour: string;
  /** What is readable on it. */
  ink: string;
  position: string;
  /** Words on the launcher; empty: an icon. */
  launcher: string;
  heading: Heading;
  welcome: string;
  prompt: boolean;
  state: Availability;
  consent: { kind: 'explicit' | 'implicit'; text: string } | null;
  askEmail: string;
  rating: boolean;
  /** Largest file in bytes; 0: none. */
  uploads: number;
  sound: boolean;
  /** Address of the page to call from; empty: no button. */
  call: string;
  /** The desk can prove who signed-in users of the site are. */
  identity: boolean;
  /** In the order in which they are tried; `matchesFlow` of the contract says which is meant. */
  flows: Chatflow[];
  /** Changes with the flows. */
  offer: string;
  /** Changes with the panel's style. */
  style: string;
  /** By language, then by key without `widget.`. */
  texts: Record<string, Record<string, string>>;
}

export async function widgetConfig(context: AccountContext): Promise<WidgetConfig> {
  const settings = settingsOf(context.account);
  const { colour, position, launcher, launcherWords, prompt, askEmail, rating, sound, consent } = settings;
  const [state, heading, flows] = await Promise.all([availabilityOf(context), headingOf(context), context.chatflows()]);
  return {
    id: context.account.publicId,
    desk: context.publicUrl,
    title: settings.title,
    colour,
    ink: inkOn(colour),
    position,
    launcher: launcher === 'words' ? launcherWords || settings.title : '',
    heading: { ...heading, people: heading.people.map((one) => ({ ...one, face: pictureAddress(context, one.face) })) },
    welcome: settings.welcome,
    prompt,
    state,
    consent: consent === 'explicit' || consent === 'implicit' ? { kind: consent, text: settings.consentText } : null,
    askEmail,
    rating,
    uploads: settings.uploads ? settings.uploadLimit * 1024 * 1024 : 0,
    sound,
    call: callPageOf(context),
    identity: Boolean(settings.identitySecret),
    ...offerOf(flows),
    style: panelStyle(context).version,
    texts: textsOf(context),
  };
}

/** Only a page of this desk is shown in a frame that may use the microphone. */
function callPageOf({ account, publicUrl }: AccountContext): string {
  const { callPage = '' } = settingsOf(account);
  return callPage.startsWith(`${publicUrl}/`) ? callPage : '';
}

export function offerOf(flows: Chatflow[]): Pick<WidgetConfig, 'flows' | 'offer'> {
  return { flows, offer: createHash('sha256').update(JSON.stringify(flows)).digest('base64url').slice(0, 8) };
}

/** The widget's own words in every language; the rest of the channel's texts are for the desk. */
function textsOf(context: AccountContext): WidgetConfig['texts'] {
  return context.once('widget texts', () => ({ en: widgetTexts('en'), de: widgetTexts('de') }));
}

function widgetTexts(language: 'en' | 'de'): Record<string, string> {
  const file = fileURLToPath(new URL(`../locales/${language}.json`, import.meta.url));
  const all = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>);
  return Object.fromEntries(
    all.filter(([key]) => key.startsWith('widget.')).map(([key, text]) => [key.slice('widget.'.length), text]),
  );
}
