// Gallery models of search, palette, sign-in and first run.
import type { EntryPage } from '../../../core/web/models/entry.ts';
import type { NotificationsPage } from '../../../core/web/models/notifications.ts';
import type { PaletteFound, Suggestions } from '../../../core/web/models/palette.ts';
import type { SearchPage } from '../../../core/web/models/search.ts';
import { trusted } from '../../../core/web/models/shared.ts';
import { ago, eva, lena, mara, whatsapp } from './people.ts';

export const search: SearchPage = {
  title: 'Search',
  query: 'nabenschaltung channel:whatsapp is:open',
  saveHref: '/views/new?q=nabenschaltung',
  tabs: [
    { label: 'Conversations', href: '/search?kind=conversations', current: true, count: 14 },
    { label: 'Contacts', href: '/search?kind=contacts', count: 2 },
    { label: 'Tickets', href: '/search?kind=tickets', count: 6 },
  ],
  summary: '14 conversations, best first · 8 ms',
  hits: [
    {
      id: 12,
      href: '/conversations/12',
      person: lena,
      channel: whatsapp,
      title: 'Gazelle Ultimate: Garantie Nabenschaltung',
      marked: trusted('Gazelle Ultimate: Garantie <mark>Nabenschaltung</mark>'),
      excerpt: trusted('„… sieben Monate alt und die <mark>Nabenschaltung</mark> knackt beim Anfahren …“'),
      at: ago(2),
      path: 'Lena Hofmann · Support · Eva Lindner',
      due: { used: 82, label: '18 min' },
    },
    {
      id: 44,
      href: '/conversations/44',
      icon: 'building',
      title: 'Kostenvoranschlag Sturzschaden',
      at: ago(9000),
      path: 'Deniz Aksoy · Werkstatt',
    },
  ],
  more: '/search?after=44',
  operators: ['from:lena', 'is:open', 'tag:garantie', 'before:2025-11', 'has:file'],
  groups: [
    {
      fields: [
        {
          kind: 'several',
          name: 'channel',
          label: 'Channel',
          options: [
            { value: 'whatsapp', label: 'WhatsApp', count: 14, current: true },
            { value: 'email', label: 'E-mail', count: 31 },
          ],
        },
        {
          kind: 'choice',
          name: 'status',
          label: 'Status',
          look: 'segments',
          options: [
            { value: 'open', label: 'Open', current: true },
            { value: 'closed', label: 'Closed' },
          ],
        },
      ],
    },
  ],
};

export const nothingFound: SearchPage = {
  ...search,
  query: 'tandem',
  hits: [],
  more: undefined,
  summary: undefined,
  empty: { title: 'Nothing found', text: 'Try fewer words, or search everywhere.' },
};

export const notifications: NotificationsPage = {
  title: 'Notifications',
  heading: 'Notifications',
  text: 'What colleagues and the desk told you.',
  links: [{ label: 'Choose what you are told', href: '/settings/notifications', icon: 'settings' }],
  acts: [
    { label: 'Mark all as read', action: '/notifications/read-mark?_method=PUT', icon: 'check', name: 'all', value: 1 },
  ],
  tabs: [
    { label: 'All', href: '/notifications', current: true },
    { label: 'Unread', href: '/notifications?unread=1', count: 1 },
  ],
  address: '/notifications',
  table: {
    label: 'Notifications',
    columns: [{ label: 'What' }, { label: 'Conversation' }, { label: 'When' }, { label: 'Mark as read', hidden: true }],
    rows: [
      {
        id: 'notification-2',
        cells: [
          { person: eva, text: 'Eva mentioned you', detail: 'Look at this', chips: [{ label: 'New', tone: 'due' }] },
          { text: 'Rear light is loose', href: '/conversations/12', detail: 'Lena' },
          { at: ago(4) },
          { acts: [{ label: 'Mark as read', action: '/notifications/read-mark?_method=PUT', name: 'id', value: 2 }] },
        ],
      },
    ],
  },
};

export const signIn: EntryPage = {
  title: 'Sign in',
  heading: 'Good to see you.',
  action: '/session',
  hidden: [{ name: 'next', value: '/inbox' }],
  error: 'The e-mail or the password is not right.',
  groups: [
    {
      fields: [
        {
          kind: 'text',
          name: 'email',
          label: 'E-mail',
          inputType: 'email',
          autocomplete: 'username',
          required: true,
          value: 'eva@radwerk.example',
        },
        {
          kind: 'secret',
          name: 'password',
          label: 'Password',
          autocomplete: 'current-password',
          required: true,
          focus: true,
        },
      ],
    },
  ],
  submit: 'Sign in',
  links: [{ label: 'Sign in with a passkey', href: '/session/passkey', icon: 'shield' }],
  note: 'Forgotten the password? An administrator can send a new invitation.',
};

export const firstRun: EntryPage = {
  title: 'Welcome',
  heading: 'Welcome. Who looks after this desk?',
  text: 'The first account may do everything. You can add others and give rights away later.',
  steps: [
    { place: 1, label: 'You', current: true },
    { place: 2, label: 'Team' },
    { place: 3, label: 'First channel' },
  ],
  action: '/first-run',
  groups: [
    {
      fields: [
        { kind: 'text', name: 'name', label: 'Your name', value: 'Eva Lindner', autocomplete: 'name', required: true },
        {
          kind: 'text',
          name: 'email',
          label: 'E-mail',
          inputType: 'email',
          autocomplete: 'email',
          required: true,
          help: 'You sign in with it. Customers never see it.',
        },
        {
          kind: 'secret',
          name: 'password',
          label: 'Password',
          autocomplete: 'new-password',
          required: true,
          meter: true,
          help: 'Twelve letters or more.',
        },
        {
          kind: 'choice',
          name: 'language',
          label: 'Language',
          look: 'select',
          required: true,
          options: [
            { value: 'en', label: 'English', current: true },
            { value: 'de', label: 'Deutsch' },
          ],
        },
        { kind: 'text', name: 'timeZone', label: 'Time zone', value: 'Europe/Berlin' },
      ],
    },
  ],
  submit: 'Create the desk',
  note: 'Everything stays on this machine, in one folder you can copy.',
};

export const palette: PaletteFound = {
  groups: [
    {
      title: 'Go to',
      options: [
        {
          id: 'mine',
          label: 'Assigned to me',
          icon: 'inbox',
          href: '/inbox/mine',
          marked: trusted('Assigned to <mark>me</mark>'),
        },
      ],
    },
    {
      title: 'This conversation',
      options: [
        {
          id: 'take',
          label: 'Assign to me',
          icon: 'user',
          action: '/conversations/12/assignment?_method=PUT',
          name: 'owner',
          value: 'me',
        },
      ],
    },
    {
      title: 'People',
      options: [{ id: 'c12', label: 'Lena Hofmann', person: lena, detail: '+49 171 5550 142', href: '/contacts/12' }],
    },
  ],
};

export const mentions: Suggestions = {
  suggestions: [
    {
      id: 'u3',
      label: 'Eva Lindner',
      person: eva,
      text: '@Eva ',
      html: trusted('<span class="mention" data-user="3">@Eva</span>'),
    },
    { id: 'u8', label: 'Mara Klein', person: mara, text: '@Mara ', detail: 'away' },
  ],
};
