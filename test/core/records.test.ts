// Records: companies, deals and types of the desk's own; links, companies by domain, timeline, undo (CO-2).
import t from 'tap';
import { addUser, openDesk } from '../support/desk.ts';

const WORDS = { stage: 'Stage', stages: ['New', 'Won'], amount: 'Amount', closing: 'Close date' };

async function openRecords(t: { teardown(work: () => unknown): void }) {
  const desk = await openDesk(t, { plugins: [] });
  const eva = `user:${await addUser(desk, 'Eva')}`;
  await desk.records.prepareDeals(WORDS);
  const contact = (name: string, email: string) =>
    desk.contacts.create({ name, addresses: [{ kind: 'email', value: email }] }, eva);
  const companyOf = async (id: number) => (await desk.contacts.summary(id))!.company?.name ?? null;
  return { ...desk, eva, contact, companyOf };
}

t.test('a deal has its stage, is listed, filtered, changed with a line for each, and given back', async (t) => {
  const { records, eva } = await openRecords(t);
  await records.prepareDeals(WORDS);
  const make = (name: string, stage: string, amount: number) =>
    records.create({ type: 'deal', name, properties: { deal_stage: stage, amount } }, eva);
  const first = await make('Leasing', 'new', 900);
  await make('Cargo bikes', 'Won', 1200);
  const names = async (query: object) =>
    (await records.list({ type: 'deal', limit: 50, ...query })).rows.map(({ name }) => name);
  t.same(await names({ sort: 'name' }), ['Cargo bikes', 'Leasing']);
  t.same(await names({ properties: { deal_stage: 'won' } }), ['Cargo bikes']);
  t.same(await names({ search: 'leas' }), ['Leasing']);
  t.same(await names({ owner: 'nobody', search: 'bikes' }), ['Cargo bikes']);
  const page = await records.list({ type: 'deal', sort: 'name', limit: 1 });
  t.same(await names({ sort: 'name', after: page.next! }), ['Leasing']);
  await t.rejects(records.list({ type: 'deal', after: 'x', limit: 1 }), { code: 'invalid' });

  const { undo } = await records.change(first.id, { name: 'Bike leasing', properties: { deal_stage: 'won' } }, eva);
  t.match(await records.view(first.id), { name: 'Bike leasing', properties: { deal_stage: 'won', amount: 900 } });
  t.same(
    (await records.history(first.id)).map(({ kind, detail }) => [kind, detail.is]),
    [
      ['property', 'Won'],
      ['name', 'Bike leasing'],
      ['created', undefined],
    ],
  );
  await records.undo(undo!, eva);
  t.match(await records.view(first.id), { name: 'Leasing', properties: { deal_stage: 'new', amount: 900 } });
  t.equal((await records.history(first.id)).length, 1, 'the lines went with it');
  await t.rejects(records.change(first.id, { properties: { deal_stage: 'gone' } }, eva), { code: 'invalid' });
  await t.rejects(records.create({ type: 'nothing', name: 'x' }, eva), { code: 'not_found' });
  await t.rejects(records.create({ type: 'deal', name: ' ' }, eva), { code: 'invalid' });
});

t.test(
  'contacts belong to the company whose domain they write from, unless everybody has an address there',
  async (t) => {
    const { records, eva, contact, companyOf, contacts } = await openRecords(t);
    const early = await contact('Ada', 'ada@firm.example');
    const other = await contact('Bo', 'bo@notfirm.example');
    const firm = await records.create({ type: 'company', name: 'Firm', domain: 'https://www.Firm.example/about' }, eva);
    t.equal(firm.domain, 'firm.example');
    t.equal(await companyOf(early.id), 'Firm', 'who was there before');
    t.equal(await companyOf(other.id), null, 'a domain that only ends alike is another');
    const late = await contact('Cy', 'cy@firm.example');
    t.equal(await companyOf(late.id), 'Firm', 'who comes later');
    t.same(
      (await records.links(firm.id)).map(({ kind, main }) => [kind, main]),
      [
        ['contact', true],
        ['contact', true],
      ],
    );
    await contacts.addIdentity(other.id, { kind: 'email', value: 'bo@firm.example' }, eva);
    t.equal(await companyOf(other.id), 'Firm', 'by a further address');
    await records.create({ type: 'company', name: 'Mail', domain: 'gmail.com' }, eva);
    t.equal(await companyOf((await contact('Di', 'di@gmail.com')).id), null);
    await records.setLinksByDomain(false);
    t.equal(await companyOf((await contact('Ed', 'ed@firm.example')).id), null, 'not when it is switched off');
    await t.rejects(records.change(firm.id, { domain: 'no domain' }, eva), { code: 'invalid' });
  },
);

t.test('links, the main company, and deleting with a way back', async (t) => {
  const { records, eva, contact, companyOf, contacts } = await openRecords(t);
  const ada = await contact('Ada', 'ada@one.example');
  const [one, two, deal] = [
    await records.create({ type: 'company', name: 'One' }, eva),
    await records.create({ type: 'company', name: 'Two' }, eva),
    await records.create({ type: 'deal', name: 'Leasing' }, eva),
  ];
  const to = { kind: 'contact' as const, id: ada.id };
  await records.link(one.id, to, 'Purchasing', eva);
  await records.link(two.id, to, '', eva);
  t.equal(await companyOf(ada.id), 'One', 'the first is the main one');
  await records.makeMain(two.id, ada.id, eva);
  t.equal(await companyOf(ada.id), 'Two');
  await records.link(deal.id, to, '', eva);
  await records.link(deal.id, { kind: 'record', id: one.id }, '', eva);
  t.match(await records.links(one.id), [
    { kind: 'record', id: deal.id },
    { kind: 'contact', label: 'Purchasing' },
  ]);
  t.match(await records.linksOf('contact', ada.id), [{ id: two.id, main: true }, {}, {}]);
  await t.rejects(records.link(one.id, { kind: 'record', id: one.id }, '', eva), { code: 'link_with_itself' });
  await t.rejects(records.link(one.id, { kind: 'ticket', id: 99 }, '', eva), { code: 'not_found' });

  const { undo } = await records.remove([two.id], eva);
  t.equal(await companyOf(ada.id), null);
  t.equal(await records.view(two.id), null);
  await records.undo(undo!, eva);
  t.equal(await companyOf(ada.id), 'Two', 'given back with its contacts');
  const parted = await records.unlink(two.id, to, eva);
  t.equal(await companyOf(ada.id), null);
  await records.undo(parted.undo!, eva);
  t.equal(await companyOf(ada.id), 'Two');

  const twin = await contact('Ada B', 'ada@two.example');
  await records.link(two.id, { kind: 'contact', id: twin.id }, '', eva);
  const step = await contacts.merge(twin.id, ada.id, eva);
  t.same(
    new Set((await records.linksOf('contact', twin.id)).map(({ id }) => id)),
    new Set([one.id, two.id, deal.id]),
    'who is merged brings their links along',
  );
  await contacts.unmerge(step, eva);
  t.equal((await records.linksOf('contact', ada.id)).length, 3, 'and takes them back (CO-3)');
  t.same(
    (await records.linksOf('contact', twin.id)).map(({ id }) => id),
    [two.id],
  );
});

t.test('a type of the desk’s own has properties of its own and can be archived', async (t) => {
  const { records, eva, properties } = await openRecords(t);
  const type = await records.types.create({ singular: 'Fahrrad', plural: 'Fahrräder', icon: 'bike', nameLabel: 'Nr.' });
  t.equal(type.key, 'fahrrad');
  await properties.definitions.create({ object: 'custom:fahrrad', label: 'Frame', kind: 'text' });
  const made = await records.create({ type: 'fahrrad', name: 'RW-1', properties: { frame: 'steel' } }, eva);
  t.match(await records.view(made.id), { properties: { frame: 'steel' } });
  await t.rejects(records.create({ type: 'deal', name: 'x', properties: { frame: 'steel' } }, eva), {
    code: 'invalid',
  });
  await records.types.archive('fahrrad', true);
  await t.rejects(records.create({ type: 'fahrrad', name: 'RW-2' }, eva), { code: 'not_found' });
  t.same(await records.types.list(), []);
  t.equal((await records.types.create({ ...type, singular: 'Deal' })).key, 'deal_2', 'no key hides a type of the desk');
});
