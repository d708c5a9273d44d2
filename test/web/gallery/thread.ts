// Gallery models of one conversation with every kind of entry, its composer and its side bar.
import type { AsideModel } from '../../../core/web/models/aside.ts';
import type { ComposerModel } from '../../../core/web/models/composer.ts';
import type { LogEntry, ThreadModel } from '../../../core/web/models/conversation.ts';
import { trusted } from '../../../core/web/models/shared.ts';
import { ago, call, chat, email, eva, jonas, lena, mara, NOW, tom, whatsapp } from './people.ts';

const day = 60 * 24;

const entries: LogEntry[] = [
  { kind: 'day', key: '2025-11-13', at: ago(4 * day) },
  {
    kind: 'mail',
    id: 501,
    author: lena,
    at: ago(4 * day - 500),
    channel: email,
    line: 'to werkstatt@radwerk.example, cc Nils Hofmann',
    marks: [{ label: 'Verified', tone: 'good', icon: 'shield', title: 'SPF, DKIM and DMARC passed' }],
    remote: { count: 2, action: '/messages/501/pictures', always: true },
    parts: [
      {
        kind: 'text',
        text: 'Guten Abend,\n\nmein Gazelle Ultimate C380 ist jetzt sieben Monate alt und die Nabenschaltung knackt beim Anfahren. Ist das ein Garantiefall? Siehe https://radwerk.example/garantie.',
      },
    ],
    fold: {
      label: 'Zitierter Text, 14 Zeilen · Signatur',
      signature: 'Bo Test\nEinkauf',
      quotation: 'Am 2. April schrieb Radwerk: Ihr Rad ist abholbereit …',
    },
    files: [
      { name: 'Rechnung_R-2025-0412.pdf', href: '/files/1', type: 'PDF', bytes: 184_000 },
      { name: 'IMG_4471.jpg', href: '/files/2', type: 'Picture', bytes: 2_100_000, icon: 'image' },
    ],
    replyHref: '/conversations/12?answer=501',
    detailsHref: '/messages/501',
  },
  {
    kind: 'event',
    id: 9001,
    icon: 'flow',
    html: trusted('Assigned to <b>Mara Klein</b>'),
    why: 'because she is the contact’s owner',
    at: ago(4 * day - 501),
    undo: '/events/9001/undo',
  },
  {
    kind: 'stray',
    id: 77,
    text: 'A mail from nils.hofmann@posteo.example quotes it, but Nils never took part.',
    look: '/conversations/77',
    add: '/conversations/77/merge',
  },
  {
    kind: 'comment',
    id: 502,
    author: mara,
    at: ago(3 * day),
    text: '',
    html: trusted(
      '<p>Enviolo bestätigt: Garantie bis 24 Monate. <span class="mention">@Eva</span> kannst du übernehmen?</p>',
    ),
  },
  {
    kind: 'event',
    id: 9002,
    icon: 'user',
    html: trusted('<b>Mara Klein</b> handed over to <b>Eva Lindner</b>'),
    at: ago(3 * day - 1),
  },
  { kind: 'day', key: '2025-11-17', at: NOW },
  {
    kind: 'said',
    id: 503,
    author: lena,
    at: ago(25),
    parts: [{ kind: 'text', text: 'Guten Morgen! Geht das auch hier? Ich bin unterwegs 🚲' }],
  },
  {
    kind: 'said',
    id: 504,
    ours: true,
    author: eva,
    at: ago(12),
    parts: [
      {
        kind: 'text',
        text: 'Guten Morgen Frau Hofmann, klar. Die Teile kommen am Mittwoch. Knackt es auch, wenn Sie ohne Last schalten?',
      },
    ],
    fate: { state: 'read', at: ago(10) },
  },
  { kind: 'new' },
  {
    kind: 'said',
    id: 505,
    author: lena,
    at: ago(2),
    parts: [
      {
        kind: 'audio',
        src: '/files/3',
        seconds: 23,
        transcript: '„Also es knackt immer noch, aber nur im dritten Gang …“',
      },
    ],
    replyHref: '/conversations/12?answer=505',
  },
];

/** Every part and fate once, to be looked at together. */
export const everyEntry: LogEntry[] = [
  { kind: 'events', id: 1, count: 2, events: entries.filter((entry) => entry.kind === 'event') },
  {
    kind: 'said',
    id: 601,
    author: lena,
    at: ago(60),
    quoted: { id: 504, author: 'Eva Lindner', snippet: 'Knackt es auch ohne Last?' },
    edited: true,
    reactions: [{ emoji: '👍', by: 'Eva Lindner' }],
    parts: [
      {
        kind: 'image',
        src: '/files/4/preview',
        href: '/files/4',
        name: 'Ritzel.jpg',
        width: 320,
        height: 200,
        caption: 'Das Ritzel',
      },
      {
        kind: 'location',
        latitude: 50.9375,
        longitude: 6.9603,
        href: 'https://www.openstreetmap.org/?mlat=50.9375&mlon=6.9603',
        name: 'Köln, Dom',
      },
      { kind: 'contact', cards: [{ name: 'Nils Hofmann', lines: ['+49 171 5550 143', 'nils@web.example'] }] },
      { kind: 'file', name: 'Angebot.pdf', href: '/files/5', type: 'PDF', bytes: 92_000 },
      { kind: 'choice', prompt: 'Welcher Tag?', options: ['Mittwoch', 'Freitag'], chosen: 'Mittwoch' },
      { kind: 'form', title: 'Inspektion buchen', answers: [{ label: 'Wunschtermin', value: '2. Juni' }] },
      { kind: 'call', outcome: 'missed' },
      {
        kind: 'event',
        title: 'Termin Werkstatt',
        start: '2025-11-19T15:00:00Z',
        end: '2025-11-19T16:00:00Z',
        location: 'Werkstatt',
      },
      { kind: 'hidden', why: 'It holds a card number.', reveal: '/messages/601/reveal' },
      { kind: 'unsupported', what: 'poll', why: 'WhatsApp does not hand it on.', rawHref: '/journal/9' },
      {
        kind: 'template',
        name: 'abholbereit',
        preview: 'Ihr Rad ist abholbereit.',
        face: {
          header: { icon: 'image', text: 'Rad.jpg' },
          body: 'Ihr Rad ist abholbereit.',
          footer: 'Radwerk, Alte Straße 1',
          buttons: [{ icon: 'link', label: 'Der Weg', target: 'https://radwerk.example/weg' }],
        },
        cards: [
          { header: { text: 'Trekking' }, body: 'Ab 9 € am Tag', buttons: [{ icon: 'undo', label: 'Mehr davon' }] },
        ],
      },
    ],
  },
  ...(['waiting', 'sending', 'sent', 'delivered', 'read', 'failed', 'unknown'] as const).map(
    (state, index): LogEntry => ({
      kind: 'said',
      id: 700 + index,
      ours: true,
      author: eva,
      at: ago(30 - index),
      parts: [{ kind: 'text', text: 'Ihr Rad ist fertig!' }],
      fate: {
        state,
        at: ago(20),
        why: state === 'failed' ? 'the number is unknown (131026).' : undefined,
        retry: state === 'failed' || state === 'unknown' ? `/messages/${700 + index}/retry` : undefined,
        cancel: state === 'waiting' ? `/messages/${700 + index}/hold?_method=DELETE` : undefined,
      },
    }),
  ),
];

export const composer: ComposerModel = {
  id: 12,
  address: '/conversations/12/messages',
  switchAddress: '/conversations/12/composer',
  draftAddress: '/conversations/12/draft',
  uploadAddress: '/files',
  mentionsAddress: '/mentions',
  snippetsAddress: '/snippets/found',
  key: 'k-1',
  seen: 505,
  ways: [
    { id: '3', label: 'WhatsApp', channel: whatsapp, title: 'WhatsApp, +49 171 5550 142', current: true },
    { id: '1', label: 'E-mail', channel: email, title: 'E-mail, lena.hofmann@web.example' },
    { id: '5', label: 'Call', channel: call, title: 'Call' },
  ],
  clock: {
    used: 96,
    label: '23 h 58 left',
    title: 'Free text until tomorrow 09:41, then templates only',
    tone: 'good',
  },
  label: 'Message to Lena Hofmann',
  placeholder: 'Write to Lena …',
  text: 'Danke, das hilft! Dann ist es ziemlich sicher das Ritzel.',
  rich: true,
  html: trusted(
    '<div>Danke, das hilft! Dann ist es ziemlich sicher das Ritzel. <b>Mittwoch um 16 Uhr</b> hätten wir einen Platz.</div>',
  ),
  styles: [
    { name: 'bold' },
    { name: 'italic' },
    { name: 'strike' },
    { name: 'link' },
    { name: 'list', refused: 'WhatsApp cannot carry lists' },
  ],
  attach: {},
  inserts: [
    { label: 'Snippet', href: '/snippets/pick', icon: 'quote' },
    { label: 'WhatsApp template', href: '/templates/pick', icon: 'form' },
  ],
  losses: ['WhatsApp carries no underline: Lena sees plain text.'],
  previewHref: '/conversations/12/preview',
  send: {
    label: 'Send',
    stage: 'Waiting',
    value: 'waiting',
    stages: [
      { label: 'New', value: 'new' },
      { label: 'In the workshop', value: 'work', current: true },
      { label: 'Closed', value: 'closed' },
    ],
    laters: [{ label: 'Tomorrow morning', value: '2025-11-18T08:00:00Z', detail: 'Tue 09:00' }],
  },
};

export const mailComposer: ComposerModel = {
  ...composer,
  ways: composer.ways.map((way) => ({ ...way, current: way.id === '1' })),
  clock: undefined,
  losses: undefined,
  recipients: {
    to: 'lena.hofmann@web.example',
    copies: true,
    blind: true,
    cc: 'nils@posteo.example',
    bcc: '',
    subjectAllowed: true,
    subject: 'Re: Garantie Nabenschaltung',
  },
  replyTo: {
    id: 501,
    author: 'Lena Hofmann',
    snippet: 'mein Gazelle Ultimate C380 ist jetzt …',
    clear: '/conversations/12',
  },
  files: [{ id: 31, name: 'Angebot_Ersatzrad.pdf', bytes: 92_000 }],
  collision: { text: 'Eva answered a minute ago.', show: '#message-504', anyway: 'Send anyway' },
};

export const commentComposer: ComposerModel = {
  ...composer,
  comment: true,
  ways: composer.ways.map((way) => ({ ...way, current: false })),
  clock: undefined,
  losses: undefined,
  placeholder: 'Comment for your team …',
  text: '',
  html: undefined,
  send: { label: 'Add comment' },
};

export const closedComposer: ComposerModel = {
  ...composer,
  clock: { used: 100, label: 'Session over', title: 'since yesterday 09:41', tone: 'over' },
  losses: undefined,
  closed: {
    why: 'More than 24 hours have passed since Lena wrote. Only a template can be sent.',
    pickHref: '/templates/pick',
    pickLabel: 'Choose a template',
  },
  send: { label: 'Send', refused: 'Choose a template first' },
};

export const thread: ThreadModel = {
  id: 12,
  address: '/conversations/12',
  back: '/inbox/open',
  subject: 'Gazelle Ultimate: Garantie Nabenschaltung',
  owner: eva,
  manageable: true,
  takeable: true,
  owners: [
    { value: 'u3', label: 'Eva Lindner', person: eva, current: true, detail: '12' },
    { value: 'u6', label: 'Jonas Brandt', person: jonas, detail: '4' },
    { value: 'u1', label: 'Tom Wagner', person: tom },
    { value: 't2', label: 'Werkstatt' },
  ],
  snoozes: [
    { value: '2025-11-17T12:00:00Z', label: 'This afternoon', detail: '13:00' },
    { value: '2025-11-18T08:00:00Z', label: 'Tomorrow', detail: 'Tue 09:00' },
  ],
  marks: [
    { label: 'T-2048', tone: 'outline', icon: 'ticket', href: '/tickets/2048' },
    { label: 'In the workshop', tone: 'accent' },
  ],
  tags: [{ name: 'Garantie', colour: 2 }],
  due: { used: 82, label: 'due 10:01', title: 'First response due 10:01' },
  watchers: [{ person: jonas }],
  entries,
  earlier: '/conversations/12/entries?before=501',
  composer,
};

export const aside: AsideModel = {
  contact: {
    person: lena,
    line: 'Customer since April 2025',
    editHref: '/contacts/12/edit',
    links: [
      { label: 'Call', href: '/calls/new?contact=12', icon: 'phone' },
      { label: 'E-mail', href: '/conversations/12?way=1', icon: 'mail' },
      { label: 'Open', href: '/contacts/12' },
    ],
    facts: [
      { label: 'E-mail', value: 'lena.hofmann@web.example' },
      { label: 'Mobile', value: '+49 171 5550 142' },
      { label: 'Owner', person: mara },
      { label: 'Language', value: 'German' },
      { label: 'Consent', at: ago(4 * day) },
    ],
  },
  cards: [
    {
      id: 'ticket',
      title: 'Ticket T-2048',
      open: true,
      facts: [
        { label: 'Pipeline', value: 'Werkstatt' },
        { label: 'Stage', chip: { label: 'In the workshop', tone: 'accent' } },
        { label: 'Priority', priority: 3, value: 'High' },
        { label: 'Frame no.', value: 'GZ8841207K', mono: true },
      ],
    },
    {
      id: 'company',
      title: 'Company',
      open: true,
      company: { name: 'Hofmann Steuerberatung', line: '4 contacts · 2 open tickets' },
    },
    {
      id: 'earlier',
      title: 'Earlier conversations',
      open: true,
      count: 3,
      conversations: [
        { href: '/conversations/3', subject: 'Ihr Rad ist abholbereit', channel: email, at: ago(229 * day) },
        { href: '/conversations/2', subject: 'Probefahrt am Samstag?', channel: chat, at: ago(241 * day) },
      ],
    },
    { id: 'shop', title: 'Bikes from the shop system', html: trusted('<p class="muted">Gazelle Ultimate C380</p>') },
  ],
};
