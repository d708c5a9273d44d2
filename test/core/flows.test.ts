// The two flows through whole desks: in (journal → parse → thread → record) and out (plan → queue → send → follow).
import { zipSync } from 'fflate';
import t from 'tap';
import { deskViewer } from '../../core/accounts/accounts.ts';
import type { Desk } from '../../core/boot.ts';
import type { Part } from '../../core/contract/part.ts';
import { reasonsOf } from '../../core/conversations/conversations.ts';
import { heldClock } from '../../core/kernel/clock.ts';
import { addUser, openDesk, withAccount } from '../support/desk.ts';
import { openLoft } from '../support/loft.ts';

let serial = 0;

/** What a pigeon brings: events as JSON. */
function letter(from: string, text: string, more: Record<string, unknown> = {}) {
  serial += 1;
  return {
    type: 'message',
    id: `letter-${serial}`,
    at: '2026-11-20T08:00:00Z',
    sender: { name: from, address: { kind: 'handle', value: from.toLowerCase(), scope: 'pigeons' } },
    parts: [{ type: 'text', text }],
    thread: { joinOpen: true },
    ...more,
  };
}

async function bring(desk: Desk, accountId: number, events: unknown, key = `key-${(serial += 1)}`) {
  const body = Buffer.from(typeof events === 'string' ? events : JSON.stringify(events));
  const receipt = await desk.inbound.receive(accountId, { key, type: 'application/json', body });
  await desk.jobs.idle();
  return receipt;
}

const texts = async (desk: Desk, conversationId: number) => {
  const read = await desk.conversations.thread.read(conversationId, { limit: 50, userId: 1 });
  return read!.items.filter((item) => item.kind === 'message').map((item) => item.text);
};

t.test('an arrival becomes one message, however often it comes (CH-11, CH-12, CH-14)', async (t) => {
  const desk = await openDesk(t);
  const loft = await openLoft(t);
  const { accountId } = await withAccount(desk, 'pigeon', { loft: loft.url });
  const one = letter('Ada', 'Coo');
  const first = await bring(desk, accountId, [one, letter('Ada', 'Coo again')], 'same-key');
  const second = await bring(desk, accountId, [one], 'same-key');
  t.equal(first.duplicate, false);
  t.equal(second.duplicate, true);
  await bring(desk, accountId, [one], 'other-key');
  const found = await desk.conversations.findMessage(accountId, one.id);
  t.strictSame(await texts(desk, found!.conversationId), ['Coo', 'Coo again']);
  const ledger = await desk.inbound.ledger({ accountId, limit: 10 });
  t.strictSame(
    ledger.entries.map((entry) => [entry.status, entry.repeats]),
    [
      ['processed', 0],
      ['processed', 1],
    ],
  );
});

t.test('what is dangerous is held back, however much stands around it (WA-12)', async (t) => {
  const desk = await openDesk(t);
  const loft = await openLoft(t);
  const { accountId } = await withAccount(desk, 'pigeon', { loft: loft.url });
  const { held } = desk.conversations;
  const said = async ({ id }: { id: string }) =>
    (await desk.conversations.message((await desk.conversations.findMessage(accountId, id))!.id))!;
  const release = async (one: { id: string }) => {
    t.ok(await held.release((await said(one)).id, 'user:1'));
    return said(one);
  };
  const told = async (one: { id: string }) => reasonsOf(await said(one)).map(({ code }) => code);

  await t.test('an edit leaves the subject alone: masked it stays so, released it is as it came', async (t) => {
    const edit = (of: string, text: string, minute: number) => {
      const at = `2026-11-20T08:0${minute}:00Z`;
      return { type: 'edit', of, at, parts: [{ type: 'text', text }], thread: {} };
    };
    const plain = letter('Ada', 'Coo', { subject: 'Corn' });
    const secret = letter('Ada', 'Coo', { subject: 'Card 4111111111111111' });
    await bring(desk, accountId, [plain, secret]);
    await bring(desk, accountId, [edit(plain.id, 'See http://198.51.100.7/', 1), edit(secret.id, 'Coo!', 1)]);
    t.match(await said(plain), { subject: 'Corn', text: 'See •••••' });
    t.match(await release(plain), { subject: 'Corn', text: 'See http://198.51.100.7/', details: { held: undefined } });
    t.match(await said(secret), { subject: 'Card ••••••••••••1111', text: 'Coo!' });
    await bring(desk, accountId, [edit(secret.id, 'Coo, 5500000000000004', 2)]);
    t.match((await said(secret)).details, { held: [{ code: 'content.card' }] });
    const { conversationId } = await said(secret);
    const nameOf = async () => (await desk.conversations.get(conversationId))!.subject;
    await desk.database.run('update conversation set subject = ? where id = ?', [
      'Card ••••••••••••1111',
      conversationId,
    ]);
    t.match(await release(secret), { subject: 'Card 4111111111111111', text: 'Coo, 5500000000000004' });
    t.equal(await nameOf(), 'Card 4111111111111111', 'the conversation is called so as well');
  });

  await t.test('20,000 different links are masked, and no more reasons given than people read', async (t) => {
    const links = Array.from(
      { length: 20_000 },
      (_, index) => `http://10.${index >> 16}.${(index >> 8) & 255}.${index & 255}/`,
    );
    const html = links.map((link) => `<a href="${link}">here</a>`).join(' ');
    const many = letter('Bo', links.join(' '), { parts: [{ type: 'text', text: links.join(' '), html }] });
    await bring(desk, accountId, [many]);
    const { parts } = await said(many);
    t.strictSame(parts, [{ type: 'text', text: links.map(() => '•••••').join(' ') }]);
    t.equal((await told(many)).length, 20);
    t.match((await held.of((await said(many)).id))!.parts, [{ text: links.join(' '), html }]);
  });

  await t.test('a link behind as much as is looked through is left out, and that is said', async (t) => {
    const behind = (padding: number) => letter('Cleo', `${'coo '.repeat(padding / 4)}http://198.51.100.7/ home`);
    const [far, farther] = [behind(1_000_000), behind(6_000_000)];
    const long = letter('Cleo', `http://${'a.'.repeat(3000)}example@198.51.100.7/`);
    await bring(desk, accountId, [far, farther, long]);
    const ends = async (one: { id: string }) => JSON.stringify((await said(one)).parts).slice(-30);
    t.match(await ends(far), 'coo ••••• home');
    t.strictSame(await told(far), ['content.address']);
    t.match(await ends(farther), 'coo •••••');
    t.strictSame(await told(farther), ['content.too_long']);
    t.match((await said(long)).parts, [{ text: '•••••' }]);
  });

  await t.test('a link that shows another address shows it also behind what nobody sees', async (t) => {
    const html = `<a href="http://evil.example/">${' '.repeat(700)}&#8203;https://bank.com</a>`;
    const one = letter('Dora', 'Bank', { parts: [{ type: 'text', text: 'Bank', html }] });
    await bring(desk, accountId, [one]);
    t.strictSame(await told(one), ['content.differs']);
  });

  await t.test('a program is found behind whatever an archive begins with', async (t) => {
    const names = (count: number) => Array.from({ length: count }, (_, index) => `${index}.txt`);
    const archives: Record<string, [Uint8Array, string[]]> = {
      'many.zip': [zipOf([...names(12_000), 'virus.exe']), ['content.archived']],
      'more.zip': [zipOf(names(100_001)), ['content.too_many']],
      'uncounted.zip': [zipOf([...names(65_536), 'virus.exe']), ['content.archived']],
      'begun.gif': [Buffer.concat([Buffer.from('GIF89a'), zipOf(['virus.exe'])]), ['content.archived']],
      'sheet.xlsx': [zipOf(['xl/workbook.xml', 'xl/printerSettings/printerSettings1.bin']), []],
      'macros.xlsx': [zipOf(['xl/workbook.xml', 'xl/vbaProject.bin']), ['content.archived']],
      'long.tar': [tarOf(['L', 'x/'.repeat(200) + 'virus.exe'], ['0', '']), ['content.archived']],
      'pax.tar': [tarOf(['x', record('path', 'virus.exe')], ['0', '']), ['content.archived']],
      'sparse.tar': [
        tarOf(['x', record('path', 'GNUSparseFile.0/a') + record('GNU.sparse.name', 'virus.exe')], ['0', '']),
        ['content.archived'],
      ],
      'otherwise.zip': [unicodeZip('words.txt', 'virus.exe'), ['content.archived']],
      'endless.zip': [paddedZip(100), ['content.too_many']],
      'backwards.tar': [
        tarOf(['x', record('size', '-99999')], ['0', ''], ['0', '', 'virus.exe']),
        ['content.archived'],
      ],
      'linked.tar': [tarOf(['2', tarOf(['0', '', 'virus.exe']).toString()]), ['content.archived']],
      'spoilt.tar': [tarOf(['?', ''], ['0', '', 'virus.exe']), ['content.archived']],
      'plain.tar': [tarOf(['0', 'words', 'words.txt']), []],
    };
    const media = Object.entries(archives).map(([name, [content]]) => {
      const base64 = Buffer.from(content).toString('base64');
      return letter('Eve', '', { parts: [{ type: 'media', kind: 'file', name, mimeType: 'x/y', base64 }] });
    });
    await bring(desk, accountId, media);
    const found = await Promise.all(media.map(told));
    t.strictSame(
      Object.fromEntries(Object.keys(archives).map((name, index) => [name, found[index]])),
      codesOf(archives),
    );
  });

  await t.test('others have their turn while a large archive is looked through', async (t) => {
    let turns = 0;
    let isLooking = true;
    const turn = () => {
      turns += 1;
      if (isLooking) setImmediate(turn);
    };
    turn();
    const content = Buffer.concat([tarOf(['0', 'words', 'words.txt']), Buffer.alloc(20_000_000)]);
    t.equal(await desk.content.inspectFile({ name: 'large.tar', content }), null);
    isLooking = false;
    t.ok(turns > 8, `${turns} turns`);
  });

  await t.test('neither its ticket nor the ledger says what is masked', async (t) => {
    const ticket = { name: 'Card 4111111111111111', properties: { code: '4111111111111111' } };
    const one = letter('Fay', 'Coo, 4111111111111111', { ticket });
    const body = Buffer.from(JSON.stringify([one]));
    await desk.inbound.receive(accountId, { key: 'fay', type: 'letter', body, summary: 'Coo, 4111111111111111' });
    await desk.jobs.idle();
    t.match((await said(one)).details.ticket, {
      name: 'Card ••••••••••••1111',
      properties: { code: '••••••••••••1111' },
    });
    t.match((await desk.inbound.ledger({ accountId, limit: 1 })).entries, [{ summary: 'Coo, ••••••••••••1111' }]);
    const illegible = { key: 'gus', type: 'letter', body: Buffer.from('"throw"'), summary: 'Coo, 4111111111111111' };
    await desk.inbound.receive(accountId, illegible);
    const entry = async () => (await desk.inbound.ledger({ accountId, limit: 1 })).entries[0]!;
    t.notMatch((await entry()).summary, /4111/, 'before it is looked through');
    await desk.jobs.idle();
    t.match(await entry(), { status: 'quarantined', summary: 'Coo, ••••••••••••1111' }, 'and when it cannot be read');
  });

  await t.test(
    'released, its ticket is called by what it really says, however long that is, and says so',
    async (t) => {
      await desk.channels.saveTicketDefaults(accountId, { asTicket: true }, 'desk');
      const actor = `user:${await addUser(desk, 'Uma')}`;
      const ticketOf = async (one: { id: string }) =>
        (await desk.tickets.ofConversation((await said(one)).conversationId))!;
      const subject = `Card 4111111111111111 ${'coo '.repeat(100)}`;
      const [long, wordless] = [letter('Hal', 'Coo', { subject }), letter('Ivy', 'Card 4111111111111111')];
      const called = letter('Jo', 'Coo', { subject: 'Card 4111111111111111' });
      await bring(desk, accountId, [long, wordless, called]);
      await desk.tickets.change((await ticketOf(called)).id, { name: 'Of Jo' }, actor);
      const before = await ticketOf(long);
      t.match(before.name, /^Card •+1111 coo/);
      for (const one of [long, wordless, called]) await held.release((await said(one)).id, actor);
      t.match(await ticketOf(long), { name: subject.slice(0, 300).trim() });
      t.ok((await ticketOf(long)).version > before.version);
      t.match((await desk.tickets.history(before.id, { limit: 1 }))[0], { kind: 'name', actor: actor });
      t.equal((await ticketOf(wordless)).name, 'Card 4111111111111111');
      t.equal((await ticketOf(called)).name, 'Of Jo', 'what somebody chose stays');
    },
  );
});

const codesOf = (archives: Record<string, [unknown, string[]]>) =>
  Object.fromEntries(Object.entries(archives).map(([name, [, codes]]) => [name, codes]));

const zipOf = (names: string[]) =>
  zipSync(Object.fromEntries(names.map((name) => [name, new Uint8Array()])), { level: 0 });

/** A ZIP whose entry has another name besides (APPNOTE.TXT §4.6.9). */
function unicodeZip(name: string, other: string): Uint8Array {
  const field = Buffer.concat([Buffer.from([1, 0, 0, 0, 0]), Buffer.from(other)]);
  return zipSync({ [name]: [new Uint8Array(3), { extra: { 0x7075: field } }] });
}

/** Marks of names that reach to the last mark, and behind it empty fields, as many as fit: all marks share them. */
function paddedZip(marks: number): Buffer {
  const made = Array.from({ length: marks }, (_, index) => {
    const mark = Buffer.alloc(46);
    mark.write('PK\x01\x02', 'latin1');
    mark.writeUInt16LE((marks - index - 1) * mark.length, 28);
    mark.writeUInt16LE(0xffff, 30);
    return mark;
  });
  return Buffer.concat([...made, Buffer.alloc(70_000)]);
}

/** Entries by type (POSIX.1-2001, GNU tar), content and name. */
function tarOf(...entries: [type: string, content: string, name?: string][]): Buffer {
  const blocks = entries.flatMap(([type, content, name = 'a']) => {
    const header = Buffer.alloc(512);
    header.write(name);
    header.write(content.length.toString(8).padStart(11, '0'), 124);
    header.write(`        ${type}`, 148);
    header.write('ustar', 257);
    const sum = header.reduce((all, byte) => all + byte, 0);
    header.write(type === '?' ? 'nothing' : sum.toString(8).padStart(6, '0') + '\0', 148);
    return [header, Buffer.from(content.padEnd(Math.ceil(content.length / 512) * 512, '\0'))];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** A record of pax, with its own length before it. */
const record = (key: string, value: string) => `${` ${key}=${value}\n`.length + 2} ${key}=${value}\n`;

t.test('what cannot be read is kept, shown and can be replayed (CH-13)', async (t) => {
  const desk = await openDesk(t);
  const loft = await openLoft(t);
  const { accountId } = await withAccount(desk, 'pigeon', { loft: loft.url });
  await bring(desk, accountId, 'throw');
  await bring(desk, accountId, { illegible: true });
  await bring(desk, accountId, [letter('Bo', 'Readable')]);
  const { entries } = await desk.inbound.ledger({ accountId, status: 'quarantined', limit: 10 });
  t.strictSame(
    entries.map((entry) => entry.reason?.code),
    ['pigeon.illegible', 'inbound.parse_failed'],
  );
  await desk.database.run(`update arrival set body = ? where id = ?`, [
    Buffer.from(JSON.stringify([letter('Cy', 'Mended')])),
    entries[0]!.id,
  ]);
  t.equal(await desk.inbound.replay(entries[0]!.id, 'user:1'), true);
  await desk.jobs.idle();
  t.equal((await desk.inbound.ledger({ accountId, status: 'quarantined', limit: 10 })).entries.length, 1);
  t.ok(await desk.contacts.find({ kind: 'handle', value: 'cy', scope: 'pigeons' }, accountId));
});

t.test(
  'who may join a thread: thread id, token, participants by reference; strangers stand beside (EM-8, EM-14)',
  async (t) => {
    const desk = await openDesk(t);
    const loft = await openLoft(t);
    const { accountId } = await withAccount(desk, 'pigeon', { loft: loft.url });
    const root = letter('Dee', 'First', { thread: {} });
    await bring(desk, accountId, [root]);
    const home = (await desk.conversations.findMessage(accountId, root.id))!.conversationId;
    const reply = letter('Dee', 'By reference', { thread: { references: [root.id] } });
    const stranger = letter('Eve', 'I quote', { thread: { references: [root.id] } });
    await bring(desk, accountId, [reply, stranger]);
    t.strictSame(await texts(desk, home), ['First', 'By reference']);
    const apart = (await desk.conversations.findMessage(accountId, stranger.id))!.conversationId;
    t.not(apart, home);
    t.equal((await desk.conversations.get(apart))!.maybeBelongsToId, home);
    const placed = await desk.conversations.message((await desk.conversations.findMessage(accountId, reply.id))!.id);
    t.match(placed!.placement, { rule: 'reference', detail: root.id });
  },
);

t.test('an answer is queued, sent once, followed; receipts only move forward (CH-11, CH-16, EM-15)', async (t) => {
  const desk = await openDesk(t);
  const loft = await openLoft(t);
  const { accountId } = await withAccount(desk, 'pigeon', { loft: loft.url });
  const userId = await addUser(desk, 'Uma');
  await bring(desk, accountId, [letter('Fay', 'Hello?')]);
  const { conversationId } = (await desk.conversations.findMessage(accountId, `letter-${serial - 1}`))!;
  await desk.accounts.workspace.set(deskViewer(), { holdSeconds: 0 });
  const sent = await desk.outbound.send({ conversationId, userId, text: 'Hello Fay' });
  t.equal(sent.ok, true);
  await desk.jobs.idle();
  t.equal(loft.letters.length, 1);
  t.equal(loft.letters[0]!.to[0]!.address.value, 'fay');
  const id = `sent-${loft.letters[0]!.key}`;
  const receipt = (status: string) => ({ type: 'receipt', of: { externalId: id }, status, at: '2026-11-20T09:00:00Z' });
  await bring(desk, accountId, [receipt('read'), receipt('delivered'), receipt('sent')]);
  const item = await desk.conversations.thread.item((sent as { messageId: number }).messageId);
  t.equal(item!.deliveries[0]!.status, 'read');
  t.equal(item!.status, 'read');
});

t.test('refusals, retries, doubts and undo (CH-11, CH-16, RE-7, RE-9)', async (t) => {
  const desk = await openDesk(t);
  const loft = await openLoft(t);
  const { accountId } = await withAccount(desk, 'pigeon', { loft: loft.url });
  const [uma, vic] = [await addUser(desk, 'Uma'), await addUser(desk, 'Vic')];
  await bring(desk, accountId, [letter('Gil', 'Hello?')]);
  const { conversationId, id: seen } = (await desk.conversations.findMessage(accountId, `letter-${serial - 1}`))!;
  const fate = async (answer: unknown) =>
    (await desk.conversations.thread.item((answer as { messageId: number }).messageId))!.deliveries[0]!;

  await t.test('a held message can be taken back and is never sent', async (t) => {
    const held = await desk.outbound.send({ conversationId, userId: uma, text: 'Oops', seenMessageId: seen });
    t.match(held, { ok: true, undoUntil: Date });
    t.equal(await desk.outbound.cancel((held as { messageId: number }).messageId, `user:${uma}`), true);
    await desk.jobs.idle();
    t.equal(loft.letters.length, 0);
    t.equal((await fate(held)).status, 'cancelled');
  });

  await desk.accounts.workspace.set(deskViewer(), { holdSeconds: 0 });

  await t.test('two people at once: the second is held back until they have seen it', async (t) => {
    const first = await desk.outbound.send({ conversationId, userId: uma, text: 'Mine', seenMessageId: seen });
    const second = await desk.outbound.send({ conversationId, userId: vic, text: 'Mine too', seenMessageId: seen });
    t.equal(first.ok, true);
    t.match(second, { ok: false, kind: 'stale', by: 'Uma' });
    t.equal(
      (await desk.outbound.send({ conversationId, userId: vic, text: 'Anyway', seenMessageId: seen, anyway: true })).ok,
      true,
    );
    await desk.jobs.idle();
    t.strictSame(
      loft.letters.map((one) => one.parts[0]!.text),
      ['Mine', 'Anyway'],
    );
  });

  await t.test('long text is split and arrives in order; a lost style is said before', async (t) => {
    loft.letters.length = 0;
    const words = 'One two three four five six seven eight nine ten. '.repeat(4).trim();
    const preview = await desk.outbound.preview({ conversationId, userId: uma, html: `<p><b>${words}</b></p>` });
    t.strictSame(
      preview.losses.map((why) => why.code),
      ['plan.style_converted', 'plan.text_split'],
    );
    await desk.outbound.send({ conversationId, userId: uma, text: words });
    await desk.jobs.idle();
    t.ok(loft.letters.length > 1);
    t.equal(loft.letters.map((one) => one.parts[0]!.text).join(' '), words);
  });

  await t.test('refused for good: shown with the reason, sent again on a person’s word', async (t) => {
    loft.answer = () => ({ outcome: 'rejected', why: { code: 'pigeon.hawk', text: 'A hawk.' } });
    const refused = await desk.outbound.send({ conversationId, userId: uma, text: 'Fly' });
    await desk.jobs.idle();
    t.match(await fate(refused), { status: 'failed', reason: { code: 'pigeon.hawk' } });
    loft.answer = (one) => ({ outcome: 'accepted', id: `sent-${one.key}` });
    t.equal(await desk.outbound.retry((await fate(refused)).id, `user:${uma}`), true);
    await desk.jobs.idle();
    t.equal((await fate(refused)).status, 'sent');
  });

  await t.test('unclear: never repeated by itself, settled by a person', async (t) => {
    loft.letters.length = 0;
    loft.answer = () => ({ outcome: 'unknown', why: { code: 'pigeon.fog', text: 'Lost in fog.' } });
    const unclear = await desk.outbound.send({ conversationId, userId: uma, text: 'Fog' });
    await desk.jobs.idle();
    t.equal((await fate(unclear)).status, 'unknown');
    t.equal(loft.letters.length, 1);
    t.equal(await desk.outbound.settle((await fate(unclear)).id, `user:${uma}`), true);
    t.equal((await fate(unclear)).status, 'sent');
  });

  await t.test('busy far side: tried again by itself', async (t) => {
    loft.letters.length = 0;
    let busy = true;
    loft.answer = (one) => {
      if (!busy) return { outcome: 'accepted', id: `sent-${one.key}` };
      busy = false;
      return { outcome: 'retry', why: { code: 'pigeon.tired', text: 'Tired.' }, after: 0.05 };
    };
    const later = await desk.outbound.send({ conversationId, userId: uma, text: 'Again' });
    const settled = new Promise<void>((go) => {
      const stop = desk.events.listen((event) => {
        if (event.type === 'delivery.changed' && event.data.status === 'sent') {
          stop();
          go();
        }
      });
    });
    await settled;
    t.strictSame(
      loft.letters.map((one) => one.attempt),
      [1, 2],
    );
    t.equal(loft.letters[0]!.key, loft.letters[1]!.key);
    t.equal((await fate(later)).status, 'sent');
  });

  await t.test(
    'a far side that says "later" for long does not use up the attempts within minutes (CH-11)',
    async (t) => {
      const asked = Promise.withResolvers<void>();
      loft.answer = ({ attempt }) => {
        if (attempt === 9) asked.resolve();
        return { outcome: 'retry', why: { code: 'pigeon.tired', text: 'Tired.' }, after: 0.05 };
      };
      const tired = await desk.outbound.send({ conversationId, userId: uma, text: 'Still again' });
      await asked.promise;
      await desk.jobs.idle();
      const { due } = (await desk.database.row<{ due: number }>(
        `select max(run_at) as due from job where kind = 'outbound.send'`,
      ))!;
      t.ok(due > Date.now() + 2_000, 'the gaps grow');
      t.equal((await fate(tired)).status, 'deferred');
      loft.answer = (one) => ({ outcome: 'accepted', id: `sent-${one.key}` });
      t.equal(await desk.outbound.retry((await fate(tired)).id, `user:${uma}`), true, 'a person hurries it');
      await desk.jobs.idle();
      t.equal((await fate(tired)).status, 'sent');
    },
  );

  await t.test('policy is asked when composing', async (t) => {
    await desk.conversations.note(conversationId, { storm: true });
    t.match(await desk.outbound.send({ conversationId, userId: uma, text: 'No' }), {
      ok: false,
      kind: 'refused',
      why: { code: 'pigeon.storm' },
    });
  });
});

t.test('after the window only approved templates go, in composing as in sending (CH-9, WA-3)', async (t) => {
  const clock = heldClock(new Date('2026-11-20T08:00:00Z'));
  const desk = await openDesk(t, { clock });
  const loft = await openLoft(t);
  const { accountId } = await withAccount(desk, 'pigeon', { loft: loft.url, window: 24 });
  const other = await withAccount(desk, 'pigeon', { loft: loft.url, window: 24 }, 'pigeon-2');
  await desk.accounts.workspace.set(deskViewer(), { holdSeconds: 0 });
  const userId = await addUser(desk, 'Uma');
  await bring(desk, accountId, [letter('Kim', 'Hello?')]);
  const { conversationId } = (await desk.conversations.findMessage(accountId, `letter-${serial - 1}`))!;
  const template = (name: string) => ({ type: 'template' as const, name, language: 'en', values: { name: 'Kim' } });
  const send = (parts: Part[], more = {}) => desk.outbound.send({ conversationId, userId, parts, ...more });
  const words = { type: 'text' as const, text: 'Late' };

  await t.test('words on another account do not open it', async (t) => {
    clock.advance(25 * 3_600_000);
    const at = clock.now().toISOString();
    await bring(desk, other.accountId, [letter('Kim', 'And here?', { at })]);
    const there = (await desk.conversations.findMessage(other.accountId, `letter-${serial - 1}`))!;
    await desk.conversations.merge(conversationId, there.conversationId, `user:${userId}`);
    const preview = await desk.outbound.preview({ conversationId, userId, accountId, text: 'Late' });
    t.match(preview, { policy: { state: 'template only' }, closed: { code: 'pigeon.gone_home' } });
    const open = await desk.outbound.preview({ conversationId, userId, accountId: other.accountId, text: 'Late' });
    t.match(open, { policy: { state: 'open' }, closed: null, refused: null });
    t.match(
      await desk.outbound.preview({ conversationId: null, userId, accountId: other.accountId, to: open.to }),
      { policy: { state: 'open' } },
      'a new conversation with them is within the same window',
    );
  });

  await t.test('only templates, and only approved ones', async (t) => {
    const gone = { ok: false, kind: 'refused', why: { code: 'pigeon.gone_home' } };
    t.match(await send([words], { accountId }), gone);
    t.match(await send([template('hello'), words], { accountId }), gone, 'not beside words either');
    t.match(await send([template('farewell')], { accountId }), { why: { code: 'template.paused' } });
    t.match(await send([template('nowhere')], { accountId }), { why: { code: 'outbound.no_template' } });
    const parts = [template('hello')];
    t.equal((await desk.outbound.preview({ conversationId, userId, accountId, parts })).refused, null);
    t.equal((await send(parts, { accountId })).ok, true);
    await desk.jobs.idle();
    t.match(loft.letters, [{ parts: [{ type: 'template', name: 'hello' }] }]);
  });
});

t.test('the team has one reaction to what a customer wrote, at the far side first (MS-6)', async (t) => {
  const desk = await openDesk(t);
  const loft = await openLoft(t);
  const { accountId } = await withAccount(desk, 'pigeon', { loft: loft.url });
  const [uma, vic] = [await addUser(desk, 'Uma'), await addUser(desk, 'Vic')];
  await bring(desk, accountId, [letter('Lou', 'Thanks!')]);
  const name = `letter-${serial - 1}`;
  const { id } = (await desk.conversations.findMessage(accountId, name))!;
  const shown = async () => (await desk.conversations.message(id))!.reactions;
  t.strictSame(await desk.outbound.react(id, uma, '👍'), { ok: true });
  t.strictSame(await desk.outbound.react(id, vic, '👩‍🚀'), { ok: true });
  t.same(await shown(), [{ emoji: '👩‍🚀', by: `user:${vic}` }]);
  t.match(await desk.outbound.react(id, vic, 'Coo'), { ok: false, why: { code: 'outbound.no_emoji' } });
  loft.status = 500;
  t.equal((await desk.outbound.react(id, uma, '👎')).ok, false);
  t.same(await shown(), [{ emoji: '👩‍🚀', by: `user:${vic}` }], 'what was not taken is not shown');
  loft.status = null;
  t.strictSame(await desk.outbound.react(id, uma, ''), { ok: true });
  t.same(await shown(), []);
  const by = 'lou';
  t.same(loft.reactions, [
    { id: name, emoji: '👍', by },
    { id: name, emoji: '👩‍🚀', by },
    { id: name, emoji: '', by },
  ]);
  t.equal((await desk.database.rows(`select id from job where kind = 'outbound.react'`)).length, 0);
  await desk.conversations.markRead((await desk.conversations.message(id))!.conversationId, uma);
  await desk.close();
  t.same(loft.reads, [{ id: name, by }], 'who has read is told with whose words those were');
});

t.test('a reaction that was cut off is given to the end, unless it was overtaken', async (t) => {
  const clock = heldClock(new Date('2026-11-20T08:00:00Z'));
  const desk = await openDesk(t, { clock });
  const loft = await openLoft(t);
  const { accountId } = await withAccount(desk, 'pigeon', { loft: loft.url });
  const userId = await addUser(desk, 'Uma');
  await bring(desk, accountId, [letter('Mo', 'Thanks!')]);
  const { id: messageId } = (await desk.conversations.findMessage(accountId, `letter-${serial - 1}`))!;
  const cutOff = (emoji: string) =>
    desk.jobs.add({
      kind: 'outbound.react',
      payload: { messageId, userId, emoji },
      orderKey: `react:${messageId}`,
      runAt: new Date(clock.now().getTime() + 60_000),
    });
  await cutOff('👍');
  await desk.outbound.react(messageId, userId, '❤️');
  await cutOff('🎉');
  clock.advance(61_000);
  await desk.jobs.idle();
  t.same(
    loft.reactions.map(({ emoji }) => emoji),
    ['❤️', '🎉'],
  );
  t.same((await desk.conversations.message(messageId))!.reactions, [{ emoji: '🎉', by: `user:${userId}` }]);
});

t.test('a placeholder gives way to the words that come later, once, and is unread again', async (t) => {
  const desk = await openDesk(t);
  const loft = await openLoft(t);
  const { accountId } = await withAccount(desk, 'pigeon', { loft: loft.url });
  const userId = await addUser(desk, 'Uma');
  const wet = letter('Nan', 'Wet ink', { placeholder: true });
  await bring(desk, accountId, [wet]);
  const { id, conversationId } = (await desk.conversations.findMessage(accountId, wet.id))!;
  await bring(desk, accountId, [letter('Nan', 'And more')]);
  await desk.conversations.markRead(conversationId, userId);
  await desk.conversations.close(conversationId, `user:${userId}`);
  const told = () => desk.database.row(`select count(*) as n from event where type = 'message.received'`);
  const before = await told();
  const dry = { ...wet, placeholder: undefined, parts: [{ type: 'text', text: 'The ink is dry' }] };
  await bring(desk, accountId, [dry]);
  t.match(await desk.conversations.message(id), { text: 'The ink is dry', editedAt: null, parts: [{ type: 'text' }] });
  t.strictSame(await texts(desk, conversationId), ['The ink is dry', 'And more']);
  t.same(await told(), before, 'nobody is told of a second message');
  t.match(await desk.conversations.get(conversationId), { status: 'open', messageCount: 2, snippet: 'And more' });
  const marks = (await desk.conversations.lists.readMarks([conversationId])).get(conversationId)!;
  t.ok(marks.get(userId)! < id, 'unread again');
  await bring(desk, accountId, [wet]);
  await bring(desk, accountId, [{ ...dry, parts: [{ type: 'text', text: 'Another' }] }]);
  t.equal((await desk.conversations.message(id))!.text, 'The ink is dry', 'a repeat of either changes nothing');
});

t.test('machines do not keep writing to each other (EM-9, EM-16)', async (t) => {
  const desk = await openDesk(t);
  const loft = await openLoft(t);
  const { accountId } = await withAccount(desk, 'pigeon', { loft: loft.url });
  await bring(desk, accountId, [letter('Hal', 'Coo?')]);
  const { conversationId } = (await desk.conversations.findMessage(accountId, `letter-${serial - 1}`))!;
  const answer = () =>
    desk.outbound.send({ conversationId, userId: null, text: 'We have your letter', automatic: true });
  for (let count = 0; count < 4; count += 1) t.match(await answer(), { ok: true });
  t.match(await answer(), { ok: false, why: { code: 'outbound.loop_stopped' } });
  t.match(await answer(), { ok: false, why: { code: 'outbound.loop_stopped' } });
  t.equal((await desk.channels.notes(accountId, 10)).length, 1, 'said once');
  await bring(desk, accountId, [letter('Ida', 'I am away', { automatic: 'auto-reply', thread: {} })]);
  const robot = (await desk.conversations.findMessage(accountId, `letter-${serial - 1}`))!.conversationId;
  const refused = await desk.outbound.send({ conversationId: robot, userId: null, text: 'Thanks', automatic: true });
  t.match(refused, { ok: false, why: { code: 'outbound.answers_machine' } });
});
