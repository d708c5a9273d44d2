// Consent, usage and dangerous content on WhatsApp and Messenger, through a whole desk (WA-6, WA-12, WA-13, MS-4, PR-1).
import { zipSync } from 'fflate';
import t from 'tap';
import { loadPlugins } from '../../../core/channels/channels.ts';
import { statusOf } from '../../../plugins/meta/simulator/people.ts';
import { addUser, REAL_PLUGINS } from '../../support/desk.ts';
import { templateWith } from '../../../plugins/meta/simulator/sample-templates.ts';
import { personOf, SIMULATED, type Person } from '../../../plugins/meta/simulator/world.ts';
import { signIn, type WebDesk } from '../../web/web-desk.ts';
import { metaDesk, type MetaDesk } from './meta-desk.ts';

/** One desk for a number alone, one for a number and a page; nobody writes in two tests. */
const number = await metaDesk(t, ['whatsapp']);
const both = await metaDesk(t);

const contactOf = async ({ desk }: MetaDesk, number: string) => {
  const id = await desk.contacts.find({ kind: 'phone', value: number }, 1);
  return (await desk.contacts.get(id!))!;
};

async function readerOf(meta: MetaDesk, role = 'administrator') {
  const id = await addUser(meta.desk, `Reader ${Math.random()}`, role);
  const visitor = await signIn({ ...meta, server: meta.web.server } as unknown as WebDesk, { id });
  return { id, visitor };
}

const lastMessage = ({ desk }: MetaDesk) =>
  desk.database.row<{ id: number; conversation_id: number }>('select * from message order by id desc limit 1');

t.test('words opt in and out, the platform’s own refusals too, and advertising heeds them (WA-13)', async (t) => {
  const meta = number;
  const person = meta.person('whatsapp');
  const phone = `+${person.id}`;
  const { id: userId, visitor } = await readerOf(meta);
  await meta.does(person, { do: 'text', words: 'Please do not stop.' });
  t.strictSame((await contactOf(meta, phone)).consents, {}, 'a word among others says nothing');
  const { conversation_id: conversationId } = (await lastMessage(meta))!;
  for (const category of ['MARKETING', 'UTILITY'])
    meta.world.templates.push(templateWith({ name: category.toLowerCase(), language: 'en', category }, 'Hello!'));
  const sends = async (by: number | null, name?: string) => {
    const about = name ? { template: { name, language: 'en', values: {} } } : { text: 'Hello' };
    const sent = await meta.desk.outbound.send({ conversationId, userId: by, ...about });
    return sent.ok ? 'sent' : sent.kind === 'refused' && sent.why.code;
  };
  t.equal(await sends(null, 'utility'), 'outbound.not_opted_in', 'automation waits for a yes');
  t.equal(await sends(userId, 'marketing'), 'outbound.not_opted_in');
  t.equal(await sends(userId, 'utility'), 'sent');

  await meta.does(person, { do: 'text', words: ' „Ja!“ ' });
  t.match((await contactOf(meta, phone)).consents, { marketing: { given: true, wording: '„Ja!“' } });
  t.equal(await sends(null, 'marketing'), 'sent');

  meta.clock.advance(60_000);
  await meta.does(person, { do: 'text', words: 'stop' });
  t.equal(await sends(null), 'outbound.opted_out', 'nothing automatic any more');
  t.equal(await sends(userId, 'marketing'), 'outbound.opted_out');
  t.equal(await sends(userId), 'sent', 'people may still answer');

  const preference = (value: string, seconds: number) => ({
    user_preferences: [
      {
        wa_id: person.id,
        detail: `User requested to ${value}`,
        category: 'marketing_messages',
        value,
        timestamp: seconds,
      },
    ],
  });
  const now = Math.floor(meta.clock.now().getTime() / 1000);
  await meta.bring('whatsapp', preference('resume', now - 30));
  t.match((await contactOf(meta, phone)).consents, { marketing: { given: false, wording: 'stop' } }, 'told late');
  await meta.bring('whatsapp', preference('resume', now + 1));
  t.match((await contactOf(meta, phone)).consents, { marketing: { given: true } });

  const sent = meta.world.said.at(-1)!;
  meta.clock.advance(60_000);
  const errors = [{ code: 131050, title: 'User has stopped marketing messages' }];
  await meta.bring('whatsapp', { statuses: [statusOf(meta.world, person, sent.id, 'failed', { errors })] });
  const { consents, publicId } = await contactOf(meta, phone);
  t.match(consents, { marketing: { given: false, wording: /stopped marketing messages/ } });
  const { body } = await visitor.get(`/contacts/${publicId}`);
  t.match(body, /Advertisements[^]*What was said, and when[^]*stopped marketing[^]*resume[^]*resume[^]*stop[^]*„Ja!“/);
});

t.test('who is written to has agreed or refused, not whose conversation it is (WA-13)', async (t) => {
  const meta = both;
  const [asker, guest] = ['4915100000011', '4915100000012'].map((id) => personOf(meta.world, 'whatsapp', id)) as [
    Person,
    Person,
  ];
  await meta.does(guest, { do: 'text', words: 'stop' });
  await meta.does(asker, { do: 'text', words: 'Ja' });
  const { conversation_id: conversationId } = (await lastMessage(meta))!;
  meta.world.templates.push(templateWith({ name: 'offer', language: 'en', category: 'MARKETING' }, 'Hello!'));
  const sends = async (person: Person) => {
    const to = [{ name: '', address: { kind: 'phone' as const, value: `+${person.id}` } }];
    const template = { name: 'offer', language: 'en', values: {} };
    const sent = await meta.desk.outbound.send({ conversationId, userId: null, to, template });
    return sent.ok ? 'sent' : sent.kind === 'refused' && sent.why.code;
  };
  t.equal(await sends(guest), 'outbound.opted_out', 'a guest of the conversation has refused');
  t.equal(await sends(asker), 'sent');
});

t.test('words are those of the account, on Messenger as well', async (t) => {
  const meta = both;
  const person = meta.person('messenger', 1);
  const account = meta.accounts.messenger!;
  const given = async () => {
    const id = await meta.desk.contacts.find({ kind: 'handle', value: person.id }, account);
    return (await meta.desk.contacts.get(id!))!.consents.marketing?.given;
  };
  await meta.desk.channels.saveSettings(account, { optOutEnglish: ['BASTA'] }, 'desk', ['optOutEnglish']);
  await meta.does(person, { do: 'text', words: 'STOP' });
  t.equal(await given(), undefined);
  await meta.does(person, { do: 'text', words: 'Basta.' });
  t.equal(await given(), false);
});

const setUp = ({ desk, accounts }: MetaDesk, channel: 'whatsapp' | 'messenger', values: object) =>
  desk.channels.saveSettings(accounts[channel]!, { ...values }, 'desk', Object.keys(values));

/** How many arrivals are sealed, and how many requests are open. */
async function waiting({ desk }: MetaDesk): Promise<number[]> {
  const row = await desk.database.row<{ arrivals: number; requests: number }>(
    'select (select count(*) from sealed_arrival) as arrivals, (select count(*) from consent_request) as requests',
  );
  return [row!.arrivals, row!.requests];
}

const TEXT = 'We keep what you write for as long as the law asks. See shop.example/privacy.';

const arrivals = ({ desk }: MetaDesk) =>
  desk.database.rows<{ id: number; status: string }>('select id, status from arrival order by id');

const spoken = async ({ desk }: MetaDesk) =>
  (await desk.database.rows<{ text: string }>(`select text from message where kind = 'message' order by id`)).map(
    ({ text }) => text,
  );

t.test(
  'with explicit consent nothing is read before the button is pressed, and nothing is lost (MS-4, PR-1)',
  async (t) => {
    const meta = both;
    const { desk, clock } = meta;
    const { visitor } = await readerOf(meta);
    for (const channel of ['whatsapp', 'messenger'] as const) {
      const account = meta.accounts[channel]!;
      const before = await spoken(meta);
      const people = (await desk.contacts.list({ limit: 50 })).rows.length;
      const asks = { consent: 'explicit', consentText: TEXT, consentButton: 'Agreed' };
      await desk.channels.saveSettings(account, asks, 'desk', Object.keys(asks));
      const person = meta.person(channel);
      await meta.does(person, { do: 'text', words: 'One' });
      const of = meta.world.said.findLast(({ from }) => from === 'person')!.id;
      await meta.does(person, { do: 'edit', of, words: 'One, mended' });
      await meta.does(person, { do: 'text', words: 'Two' });
      t.strictSame(await spoken(meta), before, 'sealed');
      t.equal((await desk.contacts.list({ limit: 50 })).rows.length, people, 'nobody is known by it');
      const { id } = (await arrivals(meta)).at(-1)!;
      t.match((await visitor.get(`/settings/channels/${account}/ledger`)).body, /Waits for consent/);
      for (const path of ['', '/raw'])
        t.equal((await visitor.get(`/settings/channels/${account}/arrivals/${id}${path}`)).statusCode, 409);
      const asked = () => meta.world.said.filter((one) => one.from === 'desk' && one.person === person.id);
      t.equal(asked().length, 1, 'asked once');
      t.equal(asked()[0]!.words, TEXT);
      t.match(JSON.stringify(asked()[0]!.content), /Agreed/);
      clock.advance(25 * 60 * 60_000);
      await meta.does(person, { do: 'text', words: 'Three' });
      t.equal(asked().length, 2, 'asked again after a day');
      if (channel === 'messenger') {
        const echo = { is_echo: true, mid: asked()[0]!.id, text: TEXT, metadata: asked()[0]!.key };
        const page = { sender: { id: SIMULATED.pageId }, recipient: { id: person.id }, timestamp: meta.world.now() };
        await meta.bring('messenger', { ...page, message: echo });
        const postback = { mid: 'm_agree', title: 'Agreed', payload: 'hubdesk:agree' };
        const frame = { sender: { id: person.id }, recipient: { id: SIMULATED.pageId }, timestamp: meta.world.now() };
        await meta.bring('messenger', { ...frame, postback });
      } else await meta.does(person, { do: 'press', id: 'hubdesk:agree', title: 'Agreed', of: asked()[0]!.id });
      await desk.jobs.idle();
      t.strictSame((await spoken(meta)).slice(before.length), ['One, mended', 'Two', 'Three'], 'in order');
      const contact = await desk.database.row<{ consents: string }>(
        'select consents from contact order by id desc limit 1',
      );
      t.match(JSON.parse(contact!.consents), { [channel]: { given: true, wording: TEXT } });
      await meta.does(person, { do: 'text', words: 'Four' });
      t.equal((await spoken(meta)).at(-1), 'Four');
      t.equal(asked().length, 2);
    }
    t.notOk((await arrivals(meta)).some(({ status }) => status === 'sealed' || status === 'quarantined'));
  },
);

t.test(
  'what is sealed opens when consent is recorded at the desk, or by the address of who agreed (PR-1)',
  async (t) => {
    const meta = both;
    const { desk, clock } = meta;
    const { visitor } = await readerOf(meta);
    await setUp(meta, 'whatsapp', { consent: 'explicit', consentText: TEXT });
    const before = await spoken(meta);
    const [one, two] = ['4915100000001', '4915100000002'].map((id) => personOf(meta.world, 'whatsapp', id)) as [
      Person,
      Person,
    ];
    for (const words of ['First', 'Second']) await meta.does(one, { do: 'text', words });
    await meta.does(two, { do: 'text', words: 'Other' });
    t.strictSame(await spoken(meta), before, 'sealed');
    const known = await desk.contacts.create(
      { name: 'Ona', addresses: [{ kind: 'phone', value: `+${one.id}` }] },
      'desk',
    );
    const record = (given: object) =>
      visitor.form('PUT', `/contacts/${known.publicId}/consents`, {
        purpose: 'whatsapp',
        wording: 'By phone',
        ...given,
      });
    await record({});
    await desk.jobs.idle();
    t.strictSame(await spoken(meta), before, 'a refusal opens nothing');
    clock.advance(1000);
    await record({ given: 'on' });
    await desk.jobs.idle();
    t.strictSame((await spoken(meta)).slice(before.length), ['First', 'Second'], 'in order, and only theirs');
    await desk.contacts.addIdentity(known.id, { kind: 'phone', value: `+${two.id}` }, 'desk');
    await desk.jobs.idle();
    t.equal((await spoken(meta)).at(-1), 'Other');
    t.strictSame(await waiting(meta), [0, 0], 'nobody is asked any more');
    await setUp(meta, 'whatsapp', { consent: 'off' });
  },
);

t.test('who was asked is known by every address, and agrees to what was shown (PR-1)', async (t) => {
  const meta = both;
  const { desk, clock } = meta;
  await setUp(meta, 'whatsapp', { consent: 'explicit', consentText: 'Old words' });
  const before = await spoken(meta);
  const person: Person = {
    ...{ id: '4915100000021', userId: 'DE.4915100000021', name: 'Ada' },
    ...{ channel: 'whatsapp', wroteAt: null },
  };
  meta.world.people.push(person);
  await meta.does(person, { do: 'text', words: 'By both' });
  const known = await desk.contacts.create({ name: 'Ada', addresses: [] }, 'desk');
  const handle = { kind: 'handle' as const, value: person.userId!, scope: 'whatsapp' };
  await desk.contacts.addIdentity(known.id, handle, 'desk');
  clock.advance(1000);
  await desk.contacts.consent(known.id, 'whatsapp', true, clock.now(), 'By phone');
  await desk.jobs.idle();
  t.strictSame((await spoken(meta)).slice(before.length), ['By both'], 'by the address that was not the first');

  const other = personOf(meta.world, 'whatsapp', '4915100000022');
  const asked = () => meta.world.said.filter((one) => one.from === 'desk' && one.person === other.id);
  await meta.does(other, { do: 'text', words: 'One' });
  await setUp(meta, 'whatsapp', { consentText: 'New words' });
  clock.advance(25 * 60 * 60_000);
  await meta.does(other, { do: 'text', words: 'Two' });
  t.strictSame(
    asked().map(({ words }) => words),
    ['Old words', 'New words'],
  );
  const buttons = JSON.stringify(asked()[0]!.content);
  const id = /hubdesk:agree:\w+/.exec(buttons)![0];
  await meta.does(other, { do: 'press', id, title: 'OK', of: asked()[0]!.id });
  await desk.jobs.idle();
  t.match((await contactOf(meta, `+${other.id}`)).consents, { whatsapp: { given: true, wording: 'Old words' } });
  await setUp(meta, 'whatsapp', { consent: 'off', consentText: TEXT });
});

t.test('what somebody said before they changed it goes with them when they are forgotten (PR-2)', async (t) => {
  const meta = both;
  const { desk } = meta;
  const person = personOf(meta.world, 'whatsapp', '4915100000023');
  await meta.does(person, { do: 'text', words: 'Something' });
  const of = meta.world.said.findLast(({ from }) => from === 'person')!.id;
  await meta.does(person, { do: 'edit', of, words: 'My secret change' });
  const raw = async () =>
    (await desk.database.rows<{ body: Buffer | null }>('select body from arrival'))
      .map(({ body }) => String(body))
      .join();
  t.match(await raw(), /My secret change/);
  await desk.contacts.anonymise((await contactOf(meta, `+${person.id}`)).id, 'desk', { messages: 'erase' });
  t.notMatch(await raw(), /My secret change|Something/);
});

t.test('what is sealed opens when the account asks for nothing any more', async (t) => {
  const meta = number;
  const before = await spoken(meta);
  await setUp(meta, 'whatsapp', { consent: 'explicit', consentText: TEXT });
  await meta.does(meta.person('whatsapp', 1), { do: 'text', words: 'Hello?' });
  t.strictSame(await spoken(meta), before);
  await setUp(meta, 'whatsapp', { consent: 'off' });
  await meta.desk.jobs.idle();
  t.strictSame((await spoken(meta)).slice(before.length), ['Hello?']);
});

t.test(
  'what is sealed is looked at again only after a change of what is asked, and nobody is asked for it (PR-1)',
  async (t) => {
    const meta = both;
    const { desk, clock } = meta;
    const person = personOf(meta.world, 'whatsapp', '4915100000003');
    const before = await spoken(meta);
    await setUp(meta, 'whatsapp', { consent: 'explicit', consentText: TEXT });
    await meta.does(person, { do: 'text', words: 'One' });
    clock.advance(60 * 60_000);
    await meta.does(person, { do: 'text', words: 'Two' });
    const reads = async () => {
      await desk.jobs.idle();
      const rows = await desk.database.rows<{ attempts: number }>(
        `select attempts from arrival where status = 'sealed'`,
      );
      return rows.map(({ attempts }) => attempts);
    };
    t.strictSame(await reads(), [1, 1]);
    clock.advance(3 * 24 * 60 * 60_000);
    await setUp(meta, 'whatsapp', { readReceipts: false });
    await setUp(meta, 'whatsapp', { consent: 'explicit', consentText: TEXT, consentButton: 'Fine' });
    t.strictSame(await reads(), [1, 1], 'nothing else is asked');
    await setUp(meta, 'whatsapp', { consent: 'explicit', consentText: `${TEXT} Thank you.` });
    t.strictSame(await reads(), [2, 2]);
    const asked = () => meta.world.said.filter((one) => one.from === 'desk' && one.person === person.id).length;
    t.equal(asked(), 1, 'they have not written again');
    await meta.does(person, { do: 'text', words: 'Three' });
    t.equal(asked(), 2);
    // More than are looked at again in one transaction.
    const request = await desk.database.row<{ id: number }>('select id from consent_request');
    await desk.database.run(
      `insert into arrival (account_id, key, type, meta, body, bytes, status, received_at, order_key)
       with recursive number (n) as (select 1 union all select n + 1 from number where n < 75)
       select account_id, key || n, type, meta, body, bytes, status, received_at, order_key from number, arrival where status = 'sealed'`,
    );
    await desk.database.run(
      `insert into sealed_arrival select id, ? from arrival where status = 'sealed' on conflict do nothing`,
      [request!.id],
    );
    await setUp(meta, 'whatsapp', { consent: 'off' });
    await desk.jobs.idle();
    t.strictSame((await spoken(meta)).slice(before.length), ['One', 'Two', 'Three'], 'in order');
    t.equal((await waiting(meta))[0], 0, 'all of it');
  },
);

t.test('what somebody sent before they agreed goes with them when they are forgotten (PR-2)', async (t) => {
  const meta = both;
  const { desk } = meta;
  const [gone, stays] = ['4915100000004', '4915100000005'].map((id) => personOf(meta.world, 'whatsapp', id)) as [
    Person,
    Person,
  ];
  await setUp(meta, 'whatsapp', { consent: 'explicit', consentText: TEXT });
  await meta.does(gone, { do: 'text', words: 'My secret' });
  await meta.does(stays, { do: 'text', words: 'Still here' });
  const kept = async () => {
    const tables = ['arrival', 'sealed_arrival', 'consent_request', 'contact', 'contact_identity'];
    const rows = await Promise.all(tables.map((table) => desk.database.rows<object>(`select * from ${table}`)));
    return rows
      .flat()
      .map((row) => Object.values(row).map(String).join(' '))
      .join('\n');
  };
  t.match(await kept(), /My secret/);
  const addresses = [{ kind: 'phone' as const, value: `+${gone.id}` }];
  const { id } = await desk.contacts.create({ name: 'Gone', addresses }, 'desk');
  await desk.contacts.anonymise(id, 'desk');
  const places = new RegExp(`My secret|${gone.id}|Gone`);
  t.notMatch(await kept(), places, 'at once: a kill right after it, or a switch of the account, brings nothing back');
  await desk.jobs.idle();
  t.notMatch(await kept(), places);
  t.match(await kept(), new RegExp(`Still here[^]*${stays.id}`));
  t.equal((await waiting(meta))[0], 1);
  const { visitor } = await readerOf(meta);
  const ledger = `/settings/channels/${meta.accounts.whatsapp!}/ledger`;
  t.match(
    (await visitor.get(ledger)).body,
    /agree to that, for 90 days[^]*Waits for consent[^]*Whoever sent it is forgotten[^]*Ignored/,
  );
  await setUp(meta, 'whatsapp', { consent: 'off' });
  await desk.jobs.idle();
  t.equal((await spoken(meta)).at(-1), 'Still here');
});

t.test('with implicit consent people are told once, and who goes on writing agrees (MS-4)', async (t) => {
  const meta = both;
  const values = { consent: 'implicit', consentText: TEXT };
  await meta.desk.channels.saveSettings(meta.accounts.messenger!, values, 'desk', Object.keys(values));
  const person = meta.person('messenger', 1);
  const consents = async () => {
    const id = await meta.desk.contacts.find({ kind: 'handle', value: person.id }, meta.accounts.messenger!);
    return (await meta.desk.contacts.get(id!))!.consents;
  };
  await meta.does(person, { do: 'text', words: 'One' });
  t.equal((await consents()).messenger, undefined);
  meta.clock.advance(1000);
  await meta.does(person, { do: 'text', words: 'Two' });
  t.match(await consents(), { messenger: { given: true, wording: TEXT } });
  await meta.does(person, { do: 'text', words: 'Three' });
  t.equal(meta.world.said.filter((one) => one.from === 'desk' && one.person === person.id).length, 1);
  t.strictSame((await spoken(meta)).slice(-3), ['One', 'Two', 'Three']);
});

t.test(
  'what nobody agreed to within 90 days is emptied, and counts go after thirteen months (PR-1, PR-2)',
  async (t) => {
    const meta = both;
    const { desk, clock } = meta;
    const person = personOf(meta.world, 'whatsapp', '4915100000006');
    const before = await spoken(meta);
    await setUp(meta, 'whatsapp', { consent: 'explicit', consentText: TEXT });
    await desk.database.run(
      `insert into account_usage (account_id, unit, category, at) values (?, 'old', 'marketing', ?), (?, 'new', 'marketing', ?)`,
      [1, clock.now().getTime() - 310 * 86_400_000, 1, clock.now().getTime()],
    );
    await meta.does(person, { do: 'text', words: 'Long ago' });
    const sweep = async (days: number) => {
      clock.advance(days * 86_400_000);
      await desk.jobs.add({ kind: 'inbound.sweep', payload: {} });
      await desk.jobs.idle();
      return waiting(meta);
    };
    const was = await waiting(meta);
    t.strictSame(await sweep(89), was, 'kept for 90 days');
    await meta.does(person, { do: 'text', words: 'Lately' });
    t.strictSame(await sweep(2), [1, 1], 'what came since still waits');
    t.match(
      await desk.database.rows(
        `select status, body, sender, order_key from arrival where reason like '%never_agreed%'`,
      ),
      [{ status: 'ignored', body: null, sender: '', order_key: '' }],
    );
    const { visitor } = await readerOf(meta);
    const ledger = `/settings/channels/${meta.accounts.whatsapp!}/ledger`;
    t.match((await visitor.get(ledger)).body, /Waits for consent[^]*Not agreed to within 90 days[^]*Ignored/);
    t.strictSame(await desk.database.rows(`select unit from account_usage where unit in ('old', 'new')`), [
      { unit: 'new' },
    ]);
    await setUp(meta, 'whatsapp', { consent: 'off' });
    await desk.jobs.idle();
    t.strictSame((await spoken(meta)).slice(before.length), ['Lately']);
    t.strictSame(await sweep(1), [0, 1], 'asked lately');
    t.strictSame(await sweep(90), [0, 0]);
  },
);

t.test('messages begun by the business are counted once each, in whatever order they are told of (WA-6)', async (t) => {
  const meta = number;
  const account = meta.accounts.whatsapp!;
  const values = { usageLimit: 5, usageResetDay: 15 };
  await meta.desk.channels.saveSettings(account, values, 'desk', Object.keys(values));
  const person = meta.person('whatsapp');
  const context = meta.desk.channels.context(account)!;
  const month = new Date('2026-05-15T00:00:00Z');
  const told = (id: string, status: string, category: string, more: object = {}) =>
    meta.bring('whatsapp', {
      statuses: [
        statusOf(meta.world, person, id, status, {
          pricing: { pricing_model: 'PMP', type: 'regular', category, ...more },
        }),
      ],
    });
  await told('wamid.1', 'delivered', 'marketing');
  await told('wamid.1', 'sent', 'marketing');
  await told('wamid.1', 'delivered', 'marketing');
  await told('wamid.2', 'sent', 'utility');
  await told('wamid.3', 'sent', 'service');
  await told('wamid.4', 'sent', 'utility', { type: 'free_customer_service' });
  await meta.bring('whatsapp', {
    statuses: [statusOf(meta.world, person, 'wamid.5', 'failed', { errors: [{ code: 131026 }] })],
  });
  await told('wamid.5', 'sent', 'marketing');
  const conversation = { conversation: { id: 'c1', origin: { type: 'marketing' } } };
  for (const id of ['wamid.6', 'wamid.7'])
    await meta.bring('whatsapp', {
      statuses: [
        statusOf(meta.world, person, id, 'sent', {
          ...conversation,
          pricing: { pricing_model: 'CBP', category: 'marketing' },
        }),
      ],
    });
  t.strictSame(await context.usage(month), { marketing: 2, utility: 1 });
  const [plugin] = await loadPlugins(REAL_PLUGINS, ['whatsapp']);
  const job = plugin!.plugin!.jobs!.find(({ name }) => name === 'usage')!;
  const warned = async () => {
    await job.run({ accounts: () => [meta.desk.channels.context(account)!] } as never);
    await meta.desk.jobs.idle();
    return (await meta.desk.channels.notes(account, 10)).map(({ reason }) => reason.code);
  };
  t.strictSame(await warned(), []);
  await told('wamid.8', 'sent', 'utility');
  t.strictSame(await warned(), ['whatsapp.usage_near']);
  await told('wamid.9', 'read', 'authentication');
  t.strictSame(await warned(), ['whatsapp.usage_reached', 'whatsapp.usage_near']);
  t.equal((await warned()).length, 2, 'said once');
  const { visitor } = await readerOf(meta);
  const { body } = await visitor.get(`/settings/channels/${account}/health`);
  t.match(body, /Messages begun by you[^]*of 5[^]*The limit of this month is reached[^]*15 Jun/);
  t.match((await meta.desk.channels.check(account)).at(-1), { code: 'usage', state: 'bad' });
  t.strictSame(await context.usage(new Date('2026-06-15T00:00:00Z')), {}, 'the next month begins with nothing');
});

t.test(
  'dangerous links, programs and card numbers stand behind a notice; looking is written down (WA-12)',
  async (t) => {
    const meta = number;
    const { desk } = meta;
    const person = meta.person('whatsapp', 1);
    const { visitor: agent, id: agentId } = await readerOf(meta, 'agent');
    const { visitor: observer } = await readerOf(meta, 'observer');
    const { visitor: administrator } = await readerOf(meta);
    const said = 'My card is 4111 1111 1111 1111, see http://198.51.100.7/pay and https://shop.example/x';
    await meta.does(person, { do: 'text', words: said });
    const keyOfLast = async () =>
      (await desk.database.row<{ public_id: string; text: string; conversation_id: number }>(
        'select * from message where kind = ? order by id desc limit 1',
        ['message'],
      ))!;
    const { public_id: key, text, conversation_id: id } = await keyOfLast();
    const thread = `/conversations/${id}`;
    t.equal(text, 'My card is •••• •••• •••• 1111, see ••••• and https://shop.example/x');
    const everywhere = JSON.stringify([
      await desk.database.rows('select snippet, subject from conversation'),
      await desk.database.rows('select text, parts, details, subject from message'),
    ]);
    t.notMatch(everywhere, /4111 1111|198\.51\.100\.7\/pay/);
    t.match((await agent.get('/search?q=4111')).body.includes('4111 1111 1111'), false);
    const page = (await agent.get(thread)).body;
    t.match(
      page,
      /This content is held back[^]*A link leads to a bare address \(198\.51\.100\.7\)[^]*A card number is masked[^]*Show it/,
    );
    t.notMatch(page, /4111 1111/);
    t.notMatch((await observer.get(thread)).body, /Show it/);
    t.equal((await agent.get(`/messages/${key}/raw`)).statusCode, 403, 'the source is no way round');
    t.equal((await observer.form('POST', `/messages/${key}/revelation`)).statusCode, 403);
    const revealed = await agent.form('POST', `/messages/${key}/revelation`);
    t.equal(revealed.statusCode, 200);
    t.match(revealed.body, /As it came[^]*4111 1111 1111 1111[^]*http:\/\/198\.51\.100\.7\/pay/);
    t.notMatch(revealed.body, /href="http:\/\/198/, 'nothing of it can be pressed');
    t.equal((await agent.get(`/messages/${key}/raw`)).statusCode, 200);
    t.equal((await administrator.get(`/messages/${key}/raw`)).statusCode, 403, 'each for themselves');
    t.match(
      await desk.database.rows(`select user_id, action, subject from audit_entry where action = 'message.revealed'`),
      [{ user_id: agentId, subject: `message:${key}` }],
    );
    t.match((await administrator.get('/settings/audit')).body, /Looked at held-back content/);

    const program = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]);
    const files = [
      { name: 'bill.pdf.exe', type: 'application/pdf', bytes: Buffer.from('words only') },
      { name: 'picture.pdf', type: 'application/pdf', bytes: program },
      {
        name: 'papers.zip',
        type: 'application/zip',
        bytes: Buffer.from(zipSync({ 'a/readme.txt': new Uint8Array(3), 'a/run.bat': new Uint8Array(3) })),
      },
      { name: 'fine.zip', type: 'application/zip', bytes: Buffer.from(zipSync({ 'readme.txt': new Uint8Array(3) })) },
    ];
    for (const file of files) await meta.does(person, { do: 'file', type: 'document', file });
    const kept = await desk.database.rows<{ public_id: string; name: string; held: string | null }>(
      'select * from attachment order by id',
    );
    t.match(
      kept.map(({ held }) => held && (JSON.parse(held) as { code: string }).code),
      ['content.program', 'content.program', 'content.archived', null],
    );
    const [first, , , last] = kept;
    const address = (one: { public_id: string; name: string }) => `/attachments/${one.public_id}/${one.name}`;
    t.equal((await agent.get(address(first!))).statusCode, 403);
    t.equal((await agent.get(address(last!))).statusCode, 200);
    t.match((await agent.get(thread)).body, /papers\.zip holds a program \(a\/run\.bat\)/);
    const heldKeys = await desk.database.rows<{ public_id: string }>(
      `select public_id from message where details like '%"held"%' order by id`,
    );
    t.match(
      (await agent.form('POST', `/messages/${heldKeys[1]!.public_id}/revelation`)).body,
      /Download bill\.pdf\.exe all the same/,
    );
    const download = await agent.get(address(first!));
    t.equal(download.statusCode, 200);
    t.match(download.headers, { 'content-disposition': /^attachment/, 'cache-control': 'no-store' });

    await meta.does(person, {
      do: 'edit',
      of: meta.world.said.find(({ words }) => words === said)!.id,
      words: 'My card is 5500-0000-0000-0004',
    });
    const edited = await desk.database.row<{ text: string; details: string }>(
      'select text, details from message where public_id = ?',
      [key],
    );
    t.equal(edited!.text, 'My card is ••••-••••-••••-0004');
    t.match(edited!.details, /content\.card/);
    t.notMatch(edited!.details, /content\.address/);
    await agent.form('POST', `/messages/${key}/release`);
    t.match((await agent.get(thread)).body, /My card is 5500-0000-0000-0004/);
    t.equal((await agent.form('POST', `/messages/${key}/release`)).statusCode, 404, 'nothing is held back any more');
  },
);

t.test('the content rules are the desk’s: what is checked, and which domains (WA-12)', async (t) => {
  const meta = number;
  const { desk } = meta;
  const { visitor } = await readerOf(meta);
  const shown = async (words: string) => {
    const inspection = await desk.content.inspect({ parts: [{ type: 'text', text: words }] });
    return inspection ? inspection.reasons.map(({ code }) => code.replace('content.', '')).join() : '';
  };
  t.equal(await shown('https://xn--80ak6aa92e.com/login'), 'lookalike', 'all Cyrillic below .com');
  t.equal(await shown('https://xn--pypal-4ve.com'), 'lookalike', 'mixed');
  t.equal(await shown('https://müller.de and https://xn--e1afmkfd.xn--p1ai/'), '', 'real names of other languages');
  t.equal(await shown('http://0x7f.1/ http://[2001:db8::1]/'), 'address,address');
  t.equal(await shown('https://paypal.com@evil.example/'), 'differs');
  t.equal(
    await shown('+49 4111 1111 1111 1111, DE89 4111 1111 1111 1111 11, order 4111111111111112, A4111111111111111'),
    '',
  );
  t.equal(await shown('card:378282246310005 exp 12/30'), 'card');
  const html =
    '<p><a href="https://evil.example/">www.paypal.com</a> <a href="https://a.shop.example">shop.example</a></p>';
  const mail = { parts: [{ type: 'text' as const, text: 'www.paypal.com shop.example', html }] };
  t.match(await desk.content.inspect(mail), {
    parts: [{ html: undefined }],
    reasons: [{ code: 'content.differs', params: { shown: 'www.paypal.com', host: 'evil.example' } }],
  });
  t.equal(await desk.content.inspect({ ...mail, automatic: 'list' }), null, 'newsletters');

  t.match((await visitor.get('/settings/content')).body, /Links to bare IP addresses/);
  t.equal((await visitor.form('PATCH', '/settings/content', { blocked: 'no domain!' })).statusCode, 422);
  await visitor.form('PATCH', '/settings/content', {
    cards: 'on',
    addresses: 'on',
    blocked: 'https://evil.example/x',
    trusted: '198.51.100.7.example',
  });
  t.match(await desk.content.rules(), { cards: true, lookalikes: false, programs: false, blocked: ['evil.example'] });
  t.equal(await shown('https://xn--80ak6aa92e.com/ https://www.evil.example/ 4111111111111111'), 'listed,card');
  t.equal(await desk.content.inspectFile({ name: 'a.exe' }), null);
  t.match(await desk.database.rows(`select action from audit_entry where action = 'content_rules.changed'`), [{}]);
});
