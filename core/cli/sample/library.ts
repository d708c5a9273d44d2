// What the company's people insert while they write, and what they do in one click. It goes when its owner goes.
import type { Desk } from '../../boot.ts';
import type { NewEntry } from '../../library/library.ts';
import type { Company } from './company.ts';

const SHARED = { access: 'everyone' as const, userIds: [], teamIds: [], file: null };

const ENTRIES: Pick<NewEntry, 'kind' | 'title' | 'shortcut' | 'folder' | 'body'>[] = [
  {
    kind: 'snippet',
    title: 'Termin in der Werkstatt',
    shortcut: 'termin',
    folder: 'Werkstatt',
    body: {
      html: '<p>Hallo {{firstName|zusammen}},</p><p>gern sehen wir uns das Rad an. Passt Ihnen einer der nächsten Tage zwischen 9 und 17 Uhr?</p><p>Herzliche Grüße<br>{{agent}}</p>',
    },
  },
  {
    kind: 'snippet',
    title: 'Parcel is on its way',
    shortcut: 'parcel',
    folder: 'Sales',
    body: {
      html: '<p>Hello {{firstName|there}},</p><p>your parcel has left us today. It usually takes two to three days.</p><p>Kind regards<br>{{agentFirstName}}</p>',
    },
  },
  {
    kind: 'meeting',
    title: 'Probefahrt buchen',
    shortcut: '',
    folder: 'Verkauf',
    body: { url: 'https://radwerk.example/probefahrt' },
  },
  {
    kind: 'video',
    title: 'Kette richtig ölen',
    shortcut: '',
    folder: 'Werkstatt',
    body: { url: 'https://radwerk.example/videos/kette' },
  },
  {
    kind: 'quote',
    title: 'Große Inspektion',
    shortcut: '',
    folder: 'Werkstatt',
    body: {
      currency: 'EUR',
      lines: [
        { text: 'Inspektion mit Probefahrt', amount: 89 },
        { text: 'Kette und Ritzel', amount: 74.9 },
      ],
    },
  },
];

export async function fillLibrary({ library, macros, accounts }: Desk, { colleagues }: Company): Promise<void> {
  const owner = await accounts.viewerOf(colleagues[0]!.id);
  if (!owner) return;
  const made = [];
  for (const entry of ENTRIES) made.push(await library.entries.create(owner, { ...SHARED, ...entry }));
  await macros.create(owner, {
    ...SHARED,
    name: 'Termin anbieten',
    actions: [
      { do: 'reply', entryId: made[0]!.id, send: false },
      { do: 'tag', tag: 'Termin' },
      { do: 'assign', to: 'me' },
    ],
  });
  await macros.create(owner, {
    ...SHARED,
    name: 'Erledigt, danke',
    actions: [{ do: 'tag', tag: 'erledigt' }, { do: 'close' }],
  });
}
