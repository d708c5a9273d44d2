// Imports: tables of all kinds read in, checked first, written once whatever happens, taken back whole (CO-3).
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import iconv from 'iconv-lite';
import t, { type Test } from 'tap';
import { deskViewer } from '../../core/accounts/accounts.ts';
import type { Import, Settings } from '../../core/imports/imports.ts';
import { heldClock } from '../../core/kernel/clock.ts';
import { STEPS } from '../../core/kernel/steps.ts';
import { addUser, FIXTURE_PLUGINS, openDesk, type TestDesk } from '../support/desk.ts';
import { runDoomed } from '../support/doomed.ts';
import { slowDisk } from '../support/slow-disk.ts';

interface Opened extends TestDesk {
  eva: number;
  upload(content: string | Buffer, object?: string): Promise<Import>;
  /** Checked with these settings. */
  checked(content: string | Buffer, object: string, settings?: Partial<Settings>): Promise<Import>;
  run(run: Import): Promise<Import>;
  again(run: Import): Promise<Import>;
}

async function openImports(t: Test, options: Parameters<typeof openDesk>[1] = {}): Promise<Opened> {
  const desk = await openDesk(t, { plugins: [], ...options });
  const eva = await addUser(desk, 'Eva', 'administrator');
  return { ...desk, ...verbsOf(desk, eva), eva };
}

function verbsOf(desk: TestDesk, eva: number) {
  const { imports, jobs, files } = desk;
  const again = async ({ publicId }: Import) => (await imports.get(publicId))!;
  const upload = async (content: string | Buffer, object = 'contact') => {
    const stored = await files.take(Readable.from([Buffer.from(content)]), 60_000_000);
    return imports.open({ id: stored!.id, name: 'people.csv' }, object, { userId: eva, language: 'en' });
  };
  return {
    ...{ again, upload },
    async checked(content: string | Buffer, object: string, settings: Partial<Settings> = {}) {
      const run = await upload(content, object);
      await imports.check(run.id, settings);
      await jobs.idle();
      return again(run);
    },
    async run(run: Import) {
      await imports.run(run.id);
      await jobs.idle();
      return again(run);
    },
  };
}

const counts = ({ created, updated, skipped, faulty }: Import) => [created, updated, skipped, faulty];
const codes = async ({ imports }: TestDesk, run: Import) =>
  (await imports.faults(run.id)).map(({ line, reasons }) => [line, ...reasons.map(({ code }) => code)]);

t.test('contacts are guessed, checked without a change, written with their companies, and taken back', async (t) => {
  const desk = await openImports(t);
  const { contacts, records, properties, database } = desk;
  await properties.definitions.create({ object: 'contact', label: 'Tier', kind: 'choice', options: ['Gold', 'Tin'] });
  const actor = `user:${desk.eva}`;
  const known = await contacts.create({ name: 'Bo', addresses: [{ kind: 'email', value: 'bo@b.example' }] }, actor);
  const table = [
    'Vorname;Nachname;E-Mail;Telefon;Firma;Tier;Geburtstag;Zuständig',
    'Ada;Lovelace;ada@a.example;030 901820;Analytical GmbH;gold;10.12.1815;Eva',
    'Bo;Berg;BO@b.example;+49 30 901821;Analytical GmbH;Tin;;',
    'Cy;;cy at c.example;;;;;',
    'Di;;di@d.example;;;Iron;31.02.2020;Nobody',
  ].join('\r\n');
  const run = await desk.upload(table);
  t.match(run.settings, {
    ...{ delimiter: ';', decimal: ',', match: 'email' },
    targets: ['first_name', 'last_name', 'email', 'phone', 'company', 'property.tier', '', 'owner'],
  });
  t.same(run.samples[0], ['Ada', 'Bo', 'Cy']);
  const targets = [...run.settings.targets];
  targets[6] = 'new.date';
  await desk.imports.check(run.id, { targets, country: 'DE' });
  await desk.jobs.idle();
  const checked = await desk.again(run);
  t.equal(checked.status, 'checked');
  t.same(counts(checked), [1, 1, 0, 2]);
  t.same(await codes(desk, checked), [
    [4, 'import.email'],
    [5, 'import.choice', 'import.date', 'import.user'],
  ]);
  t.equal((await contacts.list({ limit: 10 })).rows.length, 1, 'the check changes nothing');
  const done = await desk.run(checked);
  t.equal(done.status, 'done');
  t.same(counts(done), [1, 1, 0, 2]);
  const ada = (await contacts.summary((await contacts.find({ kind: 'email', value: 'ada@a.example' }, 0))!))!;
  t.match(ada, { name: 'Ada Lovelace', company: { name: 'Analytical GmbH' }, owner: { name: 'Eva' } });
  t.same(
    ada.identities.map(({ address }) => address.value),
    ['ada@a.example', '+4930901820'],
  );
  const values = await properties.values.of('contact', [ada.id, known.id]);
  t.same(values.get(ada.id), { tier: 'gold', geburtstag: '1815-12-10' });
  t.match(await contacts.summary(known.id), { name: 'Bo Berg', company: { name: 'Analytical GmbH' } });

  await desk.imports.undo(done.id);
  await desk.jobs.idle();
  const undone = await desk.again(run);
  t.equal(undone.status, 'undone');
  t.equal(undone.kept, 0);
  t.match(await contacts.summary(known.id), {
    name: 'Bo',
    company: null,
    identities: [{ address: { value: 'bo@b.example' } }],
  });
  t.equal((await contacts.summary(known.id))!.identities.length, 1, 'the number that came along is gone');
  t.same((await properties.values.of('contact', [known.id])).get(known.id), {});
  t.equal(await contacts.find({ kind: 'email', value: 'ada@a.example' }, 0), null);
  t.same((await records.list({ type: 'company', limit: 10 })).rows, []);
  t.not((await properties.definitions.byKey('contact', 'geburtstag'))!.archivedAt, null, 'so is the property');
  t.equal(await database.row('select 1 as here from import_step'), undefined);
});

t.test('what somebody has used or changed since stays', async (t) => {
  const desk = await openImports(t);
  const { contacts } = desk;
  const actor = `user:${desk.eva}`;
  const known = await contacts.create({ name: 'Bo', addresses: [{ kind: 'email', value: 'bo@b.example' }] }, actor);
  const done = await desk.run(
    await desk.checked('name,email\nAda,ada@a.example\nBo Berg,bo@b.example\nCy,cy@c.example', 'contact'),
  );
  const ada = (await contacts.find({ kind: 'email', value: 'ada@a.example' }, 0))!;
  await contacts.addNote(ada, 'Has called', actor);
  await contacts.update(known.id, { name: 'Bo Berger' }, actor);
  await desk.imports.undo(done.id);
  await desk.jobs.idle();
  t.equal((await desk.again(done)).kept, 1);
  t.match(await contacts.get(ada), { name: 'Ada' });
  t.match(await contacts.get(known.id), { name: 'Bo Berger' });
  t.equal(await contacts.find({ kind: 'email', value: 'cy@c.example' }, 0), null);
});

t.test(
  'companies, deals and tickets that were changed after an import went with it when it was taken back',
  async (t) => {
    const clock = heldClock(new Date('2026-11-30T08:00:00Z'));
    const desk = await openImports(t, { clock });
    const { contacts, records, tickets, imports, jobs } = desk;
    const actor = `user:${desk.eva}`;
    const firm = async () =>
      (await records.list({ type: 'company', limit: 10 })).rows.find(({ name }) => name === 'Firm')!.id;
    const firms = await desk.run(
      await desk.checked('Name,Website\nFirm,firm.example\nOther,other.example\n', 'company'),
    );
    const people = await desk.run(
      await desk.checked('name,email\nAda,ada@a.example\nCy,cy@c.example\nDi,di@d.example', 'contact'),
    );
    const bells = await desk.run(await desk.checked('Name\nBell\nWheel\n', 'ticket'));
    clock.advance(60_000);
    await records.change(await firm(), { name: 'Firm AG' }, actor);
    const [ada, di] = await Promise.all(
      ['ada@a.example', 'di@d.example'].map((value) => contacts.find({ kind: 'email', value }, 0)),
    );
    await contacts.update(ada!, { name: 'Ada Byron' }, actor);
    const deal = await records.create({ type: 'deal', name: 'Leasing' }, actor);
    await records.link(deal.id, { kind: 'contact', id: di! }, '', actor);
    await tickets.change((await tickets.byNumber(1))!.id, { priority: 'high' }, actor);
    clock.advance(60_000);
    for (const run of [firms, people, bells]) {
      await imports.undo(run.id);
      await jobs.idle();
    }
    t.same(
      [(await desk.again(firms)).kept, (await desk.again(people)).kept, (await desk.again(bells)).kept],
      [1, 2, 1],
    );
    t.match((await records.list({ type: 'company', limit: 10 })).rows, [{ name: 'Firm AG' }]);
    t.match(await contacts.get(ada!), { name: 'Ada Byron' });
    t.ok(await contacts.get(di!), 'who was linked is in use');
    t.equal(await contacts.find({ kind: 'email', value: 'cy@c.example' }, 0), null);
    t.match(await tickets.byNumber(1), { priority: 'high' });
    t.equal(await tickets.byNumber(2), null);
  },
);

t.test('what is done with matches: changed, left out, made once more; empty cells leave what is there', async (t) => {
  const desk = await openImports(t);
  const { records, imports } = desk;
  const actor = `user:${desk.eva}`;
  await records.create({ type: 'company', name: 'Firm', domain: 'firm.example', ownerId: desk.eva }, actor);
  const table = 'Name,Website,Owner\nFirm AG,https://www.firm.example/about,\nNew,new.example,Eva\n,,\n';
  const skipped = await desk.checked(table, 'company', { onMatch: 'skip' });
  t.same(counts(skipped), [1, 0, 1, 0]);
  t.same(counts(await desk.checked(table, 'company', { onNew: 'skip' })), [0, 1, 1, 0]);
  t.same(counts(await desk.checked(table, 'company', { onMatch: 'create' })), [2, 0, 0, 0]);
  const done = await desk.run(await desk.checked(table, 'company'));
  t.same(counts(done), [1, 1, 0, 0]);
  const { rows } = await records.list({ type: 'company', sort: 'name', limit: 10 });
  t.match(rows, [
    { name: 'Firm AG', owner: { name: 'Eva' } },
    { name: 'New', domain: 'new.example' },
  ]);
  await imports.undo(done.id);
  await desk.jobs.idle();
  t.match((await records.list({ type: 'company', limit: 10 })).rows, [{ name: 'Firm' }]);
  await t.rejects(imports.undo(done.id), { code: 'import_status' });
});

t.test('deals, objects and tickets find their contacts and companies, stages and choices', async (t) => {
  const desk = await openImports(t);
  const { records, tickets, contacts } = desk;
  await records.prepareDeals({ stage: 'Stage', stages: ['New', 'Won'], amount: 'Amount', closing: 'Close date' });
  await tickets.pipelines.prepare({
    pipeline: 'Support',
    stages: [
      { name: 'Fresh', kind: 'open' },
      { name: 'Done', kind: 'closed' },
    ],
  });
  const deals =
    'Deal name;Stage;Amount;Close date;Contact;Company\nLeasing;won;"1.234,50";24.12.2026;ada@a.example;Firm\n';
  const checked = await desk.checked(deals, 'deal');
  t.same(checked.settings.targets, [
    'name',
    'property.deal_stage',
    'property.amount',
    'property.close_date',
    'contact',
    'company',
  ]);
  t.same(counts(await desk.run(checked)), [1, 0, 0, 0]);
  const [deal] = (await records.list({ type: 'deal', limit: 5 })).rows;
  t.match(deal!.properties, { deal_stage: 'won', amount: 1234.5, close_date: '2026-12-24' });
  t.same((await records.links(deal!.id)).map(({ kind }) => kind).toSorted(), ['contact', 'record']);
  const strict = await desk.checked(deals.replace('ada@', 'bo@').replace('Firm', 'Other'), 'deal', {
    createMissing: false,
  });
  t.same(await codes(desk, strict), [[2, 'import.no_company', 'import.no_contact']]);

  const table = 'Name,Stage,Priority,Contact,Number\nBell,done,hoch,ada@a.example,\nWheel,Lost,high,,\nSpoke,,,,T-99\n';
  const bells = await desk.checked(table, 'ticket');
  t.same(await codes(desk, bells), [
    [3, 'import.stage'],
    [4, 'import.key'],
  ]);
  const done = await desk.run(bells);
  const ada = (await contacts.find({ kind: 'email', value: 'ada@a.example' }, 0))!;
  t.match(await tickets.byNumber(1), {
    name: 'Bell',
    stageKind: 'closed',
    priority: 'high',
    contactId: ada,
    source: 'import',
  });
  const changed = await desk.run(await desk.checked('Number,Name,Stage\nT-1,Big bell,Fresh\n', 'ticket'));
  t.match(await tickets.byNumber(1), { name: 'Big bell', stageKind: 'open', priority: 'high' });
  const { id: ticketId, stageId } = (await tickets.byNumber(1))!;
  const stages = [
    { name: 'In', kind: 'open' as const },
    { name: 'Out', kind: 'closed' as const },
  ];
  const secret = await tickets.pipelines.create({ name: 'Secret', stages }, 'desk');
  await tickets.pipelines.changeStage(secret.stages[0]!.id, { required: ['description'] }, 'desk');
  const boss = (await desk.accounts.viewerOf(desk.eva))!;
  const to = { access: 'chosen' as const, userIds: [desk.eva], teamIds: [] };
  await desk.accounts.restrictions.set(boss, { pipelineId: secret.id }, 'Secret', to);
  const bo = await addUser(desk, 'Bo');
  await tickets.change(ticketId, { ownerId: bo }, 'desk');
  const kept = await desk.run(await desk.checked('Number,Stage\nT-1,In\n', 'ticket'));
  t.same(await codes(desk, kept), [[2, 'import_stage_asks']]);
  const moving = await desk.checked('Number,Stage,Description\nT-1,In,It rings\n', 'ticket');
  t.match(moving, { updated: 1, unowned: 1 }, 'said before');
  const moved = await desk.run(moving);
  t.match(moved, { updated: 1, unowned: 1 });
  t.match(await tickets.get(ticketId), { ownerId: null, description: 'It rings', pipelineId: secret.id });
  await desk.imports.undo(moved.id);
  await desk.jobs.idle();
  t.match(await tickets.get(ticketId), { ownerId: bo, description: '', stageId });
  const given = await desk.run(await desk.checked(`Number,Stage,Description,Owner\nT-1,In,x,Eva\n`, 'ticket'));
  t.match(given, { updated: 1, unowned: 0 }, 'whoever it is given has to see it there, not where it was');
  t.match(await tickets.get(ticketId), { ownerId: desk.eva, pipelineId: secret.id });
  await desk.imports.undo(given.id);
  await desk.jobs.idle();
  await tickets.change(ticketId, { ownerId: null }, 'desk');

  await desk.imports.undo(changed.id);
  await desk.imports.undo(done.id);
  await desk.jobs.idle();
  t.equal(await tickets.byNumber(1), null);

  await records.types.create({ singular: 'Bike', plural: 'Bikes', icon: 'bike', nameLabel: 'Frame' });
  const bikes = await desk.checked('name,Colour,Electric,Sold\nRW-1,red,ja,2026-01-02\nRW-2,blue,maybe,', 'bike', {
    targets: ['name', 'new.choice', 'new.check box', 'new.date'],
    match: 'name',
  });
  t.same(counts(bikes), [1, 0, 0, 1]);
  await desk.run(bikes);
  const [bike] = (await records.list({ type: 'bike', limit: 5 })).rows;
  t.match(bike, { name: 'RW-1', properties: { colour: 'red', electric: true, sold: '2026-01-02' } });
});

t.test('files of all kinds are recognised, and what is no table is told', async (t) => {
  const desk = await openImports(t);
  const { imports, files } = desk;
  const umlauts = 'Name\tE-Mail\r\nMüller, Jörg\tjoerg@a.example\r\nÖzgür Groß\toezguer@a.example\r\n';
  for (const encoding of ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']) {
    const plain = await desk.upload(iconv.encode(umlauts, encoding, { addBOM: encoding !== 'windows-1252' }));
    t.match(
      plain,
      { settings: { encoding, delimiter: '\t' }, samples: [['Müller, Jörg', 'Özgür Groß'], {}] },
      encoding,
    );
  }
  const bare = await desk.upload(iconv.encode(umlauts, 'utf-16le'));
  t.match(bare, { settings: { encoding: 'utf-16le' }, columns: ['Name', 'E-Mail'] }, 'without a mark at its beginning');
  t.equal((await desk.upload('a|b|c\n1|2|3\n')).settings.delimiter, '|');
  const misread = await imports.reread(bare.id, { encoding: 'windows-1252', delimiter: ',' });
  t.not(misread.columns[0], 'Name');
  await t.rejects(imports.reread(bare.id, { encoding: 'klingon' as never, delimiter: ',' }), { code: 'invalid' });

  const refused = async (content: Buffer | string, field: string) =>
    t.rejects(desk.upload(content), { code: 'invalid', fields: { file: field } }, field);
  await refused(Buffer.from('504b0304140000000800', 'hex'), 'wrong.import_workbook');
  await refused(Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'wrong.import_no_table');
  await refused('Name,E-Mail\n\n\n', 'wrong.import_no_rows');
  await refused(`${'a,'.repeat(300)}b\n1\n`, 'wrong.import_columns');
  t.equal(await files.take(Readable.from([Buffer.alloc(2000)]), 1000), null, 'what is too large is not kept');
  await t.rejects(desk.upload('a\n1', 'nothing'), { code: 'invalid' });
  const open = (before: number) => `name,email\n${'Ada,\n'.repeat(before)}"Bo,b@b.example\n${'x,y\n'.repeat(300_000)}`;
  await refused(open(1), 'wrong.import_quote');
  const late = await desk.checked(open(500), 'contact');
  t.match(late, { status: 'failed', reason: { code: 'import.quote', params: { line: 502 } } });
});

t.test('hostile and huge cells are kept as they are or told, and nothing is lost', async (t) => {
  const desk = await openImports(t);
  const { contacts } = desk;
  const long = 'x'.repeat(10_000);
  const table = [
    'name,email,note',
    `${long},long@a.example,`,
    `"Ada\u202E\u0000 <script>alert(1)</script>",ada@a.example,"two\nlines ""quoted"" 🚲 שלום"`,
    '=HYPERLINK("http://x"),calc@a.example,@SUM(1)',
    `'=1+1,guarded@a.example,`,
    'Twin,twin@a.example,',
    'Twin again,twin@a.example,',
    'Many,m@a.example,,,,surplus',
    '"Two, with ""one"" mail",two@a.example; three@a.example,',
    ',,only a note',
  ].join('\n');
  const checked = await desk.checked(table, 'contact');
  t.same(await codes(desk, checked), [
    [2, 'import.too_long'],
    [9, 'import.cells'],
    [11, 'import.nameless'],
  ]);
  t.same(counts(checked), [5, 1, 0, 3]);
  const done = await desk.run(checked);
  t.same(counts(done), [5, 1, 0, 3]);
  const of = async (email: string) => contacts.get((await contacts.find({ kind: 'email', value: email }, 0))!);
  t.match(await of('ada@a.example'), { name: 'Ada <script>alert(1)</script>', note: 'two\nlines "quoted" 🚲 שלום' });
  t.match(await of('calc@a.example'), { name: '=HYPERLINK("http://x")', note: '@SUM(1)' });
  t.match(await of('guarded@a.example'), { name: '=1+1' });
  t.match(await of('twin@a.example'), { name: 'Twin again' }, 'a later row changes what an earlier one made');
  t.match(await of('three@a.example'), { name: 'Two, with "one" mail' });
});

t.test('whatever a row meets that nobody foresaw leaves only that row out', async (t) => {
  const desk = await openImports(t);
  const { contacts, imports } = desk;
  const rows = Array.from({ length: 60 }, (_, index) => `P${index},p${index}@a.example`);
  const checked = await desk.checked(`name,email\n${rows.join('\n')}\n`, 'contact', { match: '' });
  const actor = `user:${desk.eva}`;
  // Somebody is faster than the import.
  await contacts.create({ name: 'Late', addresses: [{ kind: 'email', value: 'p30@a.example' }] }, actor);
  const done = await desk.run(checked);
  t.same(counts(done), [59, 0, 0, 1]);
  t.same(await codes(desk, done), [[32, 'import.taken']]);
  t.same(await imports.list({ limit: 1 }), [done]);
});

t.test('files and faulty rows are forgotten after a month; what is used stays on disk', async (t) => {
  const desk = await openImports(t);
  const run = await desk.checked('name,email\nAda,nothing\n', 'contact');
  await desk.files.sweep();
  t.ok(await desk.files.find(run.fileId!));
  await desk.database.run('update import_run set changed_at = 0');
  await desk.jobs.add({ kind: 'imports.sweep', payload: {} });
  await desk.jobs.idle();
  t.match(await desk.again(run), { fileId: null, samples: [] });
  t.same(await desk.imports.faults(run.id), []);
  await t.rejects(desk.imports.reread(run.id, { encoding: 'utf-8', delimiter: ',' }), { code: 'not_found' });
});

t.test('killed in the middle, every row is there once after the start', async (t) => {
  const begin = await openImports(t);
  const rows = Array.from({ length: 80 }, (_, index) => `P${index},p${index}@a.example,Firm ${index % 7}`);
  const checked = await begin.checked(`name,email,company\n${rows.join('\n')}\n`, 'contact');
  await begin.jobs.stop();
  await begin.imports.run(checked.id);
  await begin.close();
  for (const step of STEPS.imports) {
    const folder = await mkdtemp(join(tmpdir(), 'hubdesk-imports-'));
    t.teardown(() => rm(folder, { recursive: true, force: true }));
    await cp(begin.folder, folder, { recursive: true });
    const options = {
      ...{ dataFolder: folder, publicUrl: 'http://desk.test', pluginFolder: FIXTURE_PLUGINS },
      ...{ plugins: [], pluginSettings: {}, allowedHosts: [] },
    };
    await runDoomed({ options, step });
    const desk = await openDesk(t, { folder, plugins: [] });
    await desk.jobs.idle();
    const done = await verbsOf(desk, begin.eva).again(checked);
    t.equal(done.status, 'done', step);
    t.same(counts(done), [80, 0, 0, 0], step);
    const count = async (from: string) =>
      (await desk.database.row<{ n: number }>(`select count(*) as n from ${from}`))!.n;
    t.equal(await count('contact'), 80, `${step}: every row once`);
    t.equal(await count('record'), 7, `${step}: every company once`);
    await desk.imports.undo(done.id);
    await desk.jobs.idle();
    t.equal(await count('contact'), 0, `${step}: and all of it is taken back`);
    await desk.close();
  }
});

t.test('a person stops it: what is written stays and can be taken back', async (t) => {
  const desk = await openImports(t);
  const rows = Array.from({ length: 400 }, (_, index) => `P${index},p${index}@a.example`);
  const checked = await desk.checked(`name,email\n${rows.join('\n')}\n`, 'contact');
  await desk.imports.run(checked.id);
  await desk.imports.stop(checked.id);
  await desk.jobs.idle();
  const stopped = await desk.again(checked);
  t.equal(stopped.status, 'stopped');
  t.ok(stopped.done < 400);
  await desk.imports.undo(stopped.id);
  await desk.jobs.idle();
  t.match(await desk.again(checked), { status: 'undone' });
  await desk.imports.remove(stopped.id);
  t.equal(await desk.imports.get(stopped.publicId), null);
});

t.test('what is decided while a check runs stands: begun anew in another way, removed', async (t) => {
  const disk = slowDisk();
  const desk = await openImports(t, { flush: disk.flush });
  const { imports, jobs } = desk;
  const table = 'name,email,note\nAda,ada@a.example,Likes bells\n';
  const run = await desk.upload(table);
  const removed = await desk.upload(table);
  await imports.check(run.id, { targets: ['name', 'email', 'note'] });
  disk.slow();
  t.teardown(disk.quick);
  while (disk.waits() === 0) await turn();
  const decided = [
    imports.stop(run.id),
    imports.check(run.id, { targets: ['name', 'email', ''] }),
    imports.check(removed.id, {}),
    imports.stop(removed.id),
    imports.remove(removed.id),
  ];
  while (await imports.get(removed.publicId)) await turn();
  disk.quick();
  await Promise.all(decided);
  await jobs.idle();
  const checked = await desk.again(run);
  t.match(checked, { status: 'checked', total: 1, created: 1 });
  t.same(checked.settings.targets, ['name', 'email', '']);
  t.equal(await desk.database.row(`select 1 as here from job where kind like 'imports.%'`), undefined);
});

t.test('an import reaches as far as whoever imports (AD-1, WS-7)', async (t) => {
  const desk = await openImports(t);
  const { conversations, tickets } = desk;
  await tickets.pipelines.prepare({
    pipeline: 'Support',
    stages: [
      { name: 'Fresh', kind: 'open' },
      { name: 'Done', kind: 'closed' },
    ],
  });
  const secret = await conversations.inboxes.create({ name: 'Secret', restricted: true, actor: 'desk' });
  for (const inboxId of [secret.id, null])
    await tickets.open({ name: 'Bell', source: 'manual', inboxId, actor: 'desk' });
  const permissions = ['import', 'contact.edit', 'ticket.edit'];
  const { key } = await desk.accounts.roles.create(deskViewer(), { name: 'Importer', permissions });
  const by = verbsOf(desk, await addUser(desk, 'Uma', key));
  const changes = await by.checked('Number,Name\nT-1,Horn\nT-2,Horn\n', 'ticket');
  t.same(await codes(desk, changes), [[2, 'import.key']], 'a ticket in an inbox that they do not see');
  await by.run(changes);
  t.match([await tickets.byNumber(1), await tickets.byNumber(2)], [{ name: 'Bell' }, { name: 'Horn' }]);
  const people = await by.checked('name,email,company\nAda,ada@a.example,Firm\n', 'contact');
  t.same(await codes(desk, people), [[2, 'import.no_company']], 'a company, which they may not make');
});
