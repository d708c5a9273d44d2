// Gallery models of channels: accounts, the wizard's steps, the health of one account.
import type {
  ChannelsPage,
  ChooseChannelPage,
  HealthPage,
  WizardPage,
  WizardStep,
} from '../../../core/web/models/channels.ts';
import type { ChannelMark, Chip } from '../../../core/web/models/shared.ts';
import { trusted } from '../../../core/web/models/shared.ts';
import { ago, call, chat, custom, email, form, messenger, whatsapp } from './people.ts';
import { everyField, settings } from './settings.ts';

type Text = (key: string) => string;

const account = (id: number, channel: ChannelMark, title: string, health: Chip, on = true) => ({
  id,
  channel,
  title,
  detail: id === 1 ? 'IMAP imap.radwerk.example' : undefined,
  href: `/accounts/${id}`,
  healthHref: `/accounts/${id}/health`,
  health,
  lastAt: ago(id * 7),
  switch: {
    action: `/accounts/${id}/activity`,
    label: `${title}: active`,
    on,
    asks: on ? `/accounts/${id}/deactivation` : undefined,
  },
  acts: [
    { label: 'Edit', action: `/accounts/${id}`, icon: 'pen' },
    { label: 'Delete …', action: '', asks: `/accounts/${id}/deletion`, icon: 'trash' },
  ],
});
const connected: Chip = { label: 'Connected', tone: 'good', icon: 'check' };

export const channelsPage = (text: Text): ChannelsPage => ({
  title: 'Channels',
  heading: 'Channels',
  text: 'How customers reach you, and where what they write appears.',
  lists: settings('channels', text),
  links: [{ label: 'Connect a channel', href: '/settings/channels/new', icon: 'plus', primary: true }],
  broken: [{ name: 'fax', why: 'made for contract 2, this desk speaks 1' }],
  places: [
    {
      title: 'Support',
      icon: 'headset',
      connectHref: '/settings/channels/new?inbox=1',
      accounts: [
        account(1, email, 'support@radwerk.example', connected),
        account(2, whatsapp, 'Radwerk Service · +49 221 5550 100', {
          label: 'Sign in again',
          tone: 'bad',
          icon: 'alert',
        }),
        account(3, chat, 'radwerk.example', { label: 'Recovering', tone: 'warn', icon: 'refresh' }, false),
      ],
    },
    {
      title: 'Werkstatt & Terminvereinbarung',
      icon: 'wrench',
      connectHref: '/settings/channels/new?inbox=3',
      accounts: [],
    },
  ],
});

export const choosePage = (text: Text): ChooseChannelPage => ({
  title: 'Connect a channel',
  heading: 'Connect a channel',
  crumb: { label: 'Channels', href: '/settings/channels' },
  lists: settings('channels', text),
  steps: steps(1),
  kinds: [email, chat, whatsapp, messenger, call, form, custom].map((channel) => ({
    channel,
    text: 'Messages arrive as conversations and are answered from here.',
    href: `/settings/channels/new/${channel.hue}`,
    refused: channel === messenger ? 'Needs a public https address first.' : undefined,
  })),
});

const steps = (current: number) =>
  ['Channel', 'Account', 'Appearance', 'Routing', 'Ticket properties', 'Done'].map((label, index) => ({
    place: index + 1,
    label,
    done: index + 1 < current,
    current: index + 1 === current,
  }));

const wizard = (text: Text, current: number, step: WizardStep): WizardPage => ({
  title: 'Connect a website chat',
  heading: 'Connect a website chat',
  crumb: { label: 'Channels', href: '/settings/channels' },
  lists: settings('channels', text),
  laterHref: '/settings/channels',
  steps: steps(current),
  step,
  action: '/connections/c-1',
  backHref: '/connections/c-1?step=2',
  note: 'Saved 4 s ago',
  here: '/connections/c-1',
});

export const wizardForm = (text: Text): WizardPage => ({
  ...wizard(text, 3, { kind: 'form', id: 'appearance', title: 'Appearance', groups: everyField.slice(1) }),
  next: 'Go on to routing',
  previewAddress: '/connections/c-1/preview',
  preview: trusted(
    '<div class="host w-green"><div class="place"><section class="widget"><header><h2>Eva, Jonas, Mara</h2></header><div class="flow"><div class="words">Moin! Fragen zu Rädern?</div></div></section></div></div>',
  ),
});

export const wizardSteps = (text: Text): { name: string; model: WizardPage }[] => [
  {
    name: 'wizard-choose',
    model: wizard(text, 2, {
      kind: 'choose',
      id: 'number',
      title: 'Which number?',
      text: 'These numbers belong to your WhatsApp Business account.',
      options: [
        { value: '1', label: '+49 221 5550 100', detail: 'Radwerk Service', current: true },
        { value: '2', label: '+49 221 5550 101', refused: 'Connected already in “Sales”.' },
      ],
    }),
  },
  {
    name: 'wizard-visit',
    model: wizard(text, 2, {
      kind: 'visit',
      id: 'login',
      text: 'Sign in with Facebook and allow the permissions that are shown.',
      label: 'Continue with Facebook',
      href: 'https://facebook.example/dialog',
    }),
  },
  {
    name: 'wizard-show',
    model: wizard(text, 2, {
      kind: 'show',
      id: 'webhook',
      title: 'Enter these at your provider',
      items: [{ label: 'Address', value: 'https://desk.radwerk.example/channels/custom/3', copy: true }],
      waiting: 'Waiting for the first call …',
    }),
  },
  {
    name: 'wizard-done',
    model: wizard(text, 6, {
      kind: 'done',
      title: 'Connected.',
      text: 'The first message may arrive now.',
      items: [{ label: 'Radwerk Service' }],
      links: [
        { label: 'Connect another', href: '/a' },
        { label: 'Go to the inbox', href: '/', primary: true },
      ],
    }),
  },
  {
    name: 'wizard-stop',
    model: wizard(text, 2, {
      kind: 'stop',
      title: 'Not connected.',
      text: 'This page is connected already in “Sales”.',
      links: [{ label: 'Look there', href: '/accounts/4' }],
    }),
  },
];

export const healthPage = (text: Text): HealthPage => ({
  title: 'WhatsApp +49 221 5550 100: health',
  heading: 'Radwerk Service · +49 221 5550 100',
  crumb: { label: 'Channels', href: '/settings/channels' },
  channel: whatsapp,
  lists: settings('channels', text),
  switch: { action: '/accounts/2/activity', label: 'Active', on: true, shown: 'Active' },
  acts: [{ label: 'Send a test message', action: '/accounts/2/test', icon: 'send' }],
  tabs: [
    { label: 'Configuration', href: '/accounts/2' },
    { label: 'Automation', href: '/accounts/2/automation' },
    { label: 'Health', href: '/accounts/2/health', current: true },
    { label: 'Templates', href: '/accounts/2/templates', count: 14 },
  ],
  banners: [
    {
      tone: 'warn',
      title: 'The access token ends in 6 days.',
      text: 'Sign in again before 23 November, 14:00, or sending stops. Messages that arrive are kept in any case.',
      acts: [{ label: 'Sign in again', action: '/accounts/2/connection' }],
    },
  ],
  figures: [
    { label: 'Connection', value: 'Connected', dot: 'good', detail: 'since 11 Nov, 07:02 · checked 40 s ago' },
    { label: 'Last message in', at: ago(2), detail: '141 today, all stored' },
    { label: 'Last message out', at: ago(10), detail: '88 today, 2 waiting, 1 failed' },
    { label: 'Conversations this month', value: '612', of: 'of 1,000', maximum: 1000, used: 612 },
  ],
  ledger: {
    summary: 'They sent 141, we have 141',
    filter: { label: 'Quarantined only', href: '?state=quarantined' },
    arrivals: (['processed', 'processed', 'quarantined', 'duplicate', 'stored'] as const).map((state, index) => ({
      id: index + 1,
      at: ago(index * 9 + 2),
      from: '+49 171 •••• 142',
      what: state === 'quarantined' ? 'Unknown type “order”' : 'Text, 52 characters',
      detail: state === 'quarantined' ? 'Shown as placeholder, raw kept' : undefined,
      state,
      replay: state === 'quarantined' ? `/journal/${index}/replay` : undefined,
      rawHref: `/journal/${index}`,
    })),
  },
  queue: {
    count: 3,
    deliveries: [
      {
        id: 1,
        to: 'Deniz Aksoy',
        chip: { label: 'Failed', tone: 'bad' },
        text: '131047: more than 24 hours since the last answer. Send a template instead.',
        acts: [{ label: 'Template', action: '', asks: '/templates/pick' }],
      },
      {
        id: 2,
        to: 'Priya Nair',
        chip: { label: 'Retry 3', tone: 'warn' },
        text: 'Far side busy (429). Next try in 2 min.',
        acts: [{ label: 'Now', action: '/deliveries/2/retry' }],
      },
      {
        id: 3,
        to: 'Lena Hofmann',
        due: { used: 40, label: '7 s', tone: 'calm' },
        text: 'Held, so that it can be undone.',
        acts: [{ label: 'Undo', action: '/deliveries/3?_method=DELETE' }],
      },
    ],
  },
  checks: {
    action: '/accounts/2/checks',
    checks: [
      { state: 'good', label: 'Webhook reached from outside', detail: '112 ms' },
      { state: 'warn', label: 'Access token', detail: '6 days left' },
      { state: 'bad', label: 'Number quality', detail: 'low' },
    ],
  },
});
