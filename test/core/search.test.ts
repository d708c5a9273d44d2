// Search: words, marks, operators, rights, rank (VW-3).
import t from 'tap';
import { matchOf as match, parseQuery, type SearchQuery } from '../../core/search/query.ts';
import { addUser, openDesk, withAccount } from '../support/desk.ts';
import { openLoft } from '../support/loft.ts';

const matchOf = (query: SearchQuery) => match(query)?.everywhere ?? null;

t.test('what is typed is never syntax', (t) => {
  t.equal(matchOf(parseQuery('rad "neue Kette" -defekt ')), '"rad" AND "neue Kette" NOT "defekt"');
  t.equal(matchOf(parseQuery('knack')), '"knack"*');
  t.equal(matchOf(parseQuery('from:lena is:open')), 'people : "lena"');
  t.equal(matchOf(parseQuery('is:open tag:garantie')), null);
  t.equal(matchOf(parseQuery('*** ((( AND')), '"AND"*');
  t.match(parseQuery('vor:2025-11 nach:17.10.2025'), { before: new Date('2025-11-01'), after: new Date('2025-10-17') });
  t.match(parseQuery('-tag:x an:lena constructor:y'), { tag: [], except: { tag: ['x'] }, to: ['lena'] });
  t.strictSame(parseQuery('before:gestern').unknown, ['before:gestern']);
  t.end();
});

t.test('finds what was said, newest and best first, only where one may look', async (t) => {
  const desk = await openDesk(t);
  const loft = await openLoft(t);
  const here = await withAccount(desk, 'pigeon', { loft: loft.url }, 'here');
  const there = await withAccount(desk, 'pigeon', { loft: loft.url }, 'there');
  const letter = (id: string, from: string, words: string, at: string) => ({
    type: 'message',
    id,
    at,
    sender: { name: from, address: { kind: 'handle', value: id, scope: 'p' } },
    subject: `Brief von ${from}`,
    parts: [{ type: 'text', text: words }],
    thread: {},
  });
  const bring = (accountId: number, events: unknown[], key: string) =>
    desk.inbound.receive(accountId, { key, type: 'application/json', body: Buffer.from(JSON.stringify(events)) });
  await bring(
    here.accountId,
    [
      letter('a', 'Lena Hofmann', 'Die Nabenschaltung knäckt beim Anfahren.', '2025-10-01T08:00:00Z'),
      letter('b', 'Marco', 'Rechnung bitte neu. Nabenschaltung egal.', '2026-11-01T08:00:00Z'),
    ],
    '1',
  );
  await bring(there.accountId, [letter('c', 'Petra', 'Geheime Nabenschaltung', '2026-11-02T08:00:00Z')], '2');
  await desk.jobs.idle();
  const ask = (text: string, inboxIds: number[] | null = null) =>
    desk.search.ask({ text, inboxIds, userId: 1, limit: 10, offset: 0 });

  t.equal((await ask('nabenschaltung')).hits.length, 3);
  for (const { subject, excerpt, messageId } of (await ask('nabenschaltung')).hits) {
    const told = await desk.conversations.message(messageId!);
    const plain = (words: string | null) => words?.replace(/[\u0001\u0002]/g, '');
    t.equal(plain(subject), told!.subject, 'every hit shows its own subject');
    t.equal(plain(excerpt), told!.text, 'and its own words');
  }
  t.equal((await ask('NABENSCHALT', [here.inbox.id])).hits.length, 2, 'unfinished words, only visible inboxes');
  const [hit] = (await ask('knackt')).hits;
  t.match(hit!.excerpt, '\u0001knäckt\u0002', 'diacritics are folded, the hit is marked');
  t.equal((await ask('from:lena')).hits.length, 1);
  t.equal((await ask('nabenschaltung -egal')).hits.length, 2);
  t.equal((await ask('nabenschaltung before:2026')).hits.length, 1);
  t.equal((await ask('channel:pigeon is:unassigned', [there.inbox.id])).hits.length, 1);
  t.equal((await ask('nabenschaltung -channel:parrot -tag:garantie')).hits.length, 3);
  t.equal((await ask('nabenschaltung -in:there')).hits.length, 2, 'a minus before an operator excludes');
  t.equal((await ask('nabenschaltung -subject:petra')).hits.length, 2);
  t.equal((await ask('-is:unassigned')).hits.length, 0);
  t.equal((await ask('-from:lena')).hits.length, 2);
  t.equal((await ask('assignee:nobody in:there')).hits.length, 1);
  t.equal((await ask('assignee:me')).hits.length, 0);
  const [answered] = (await ask('nabenschaltung egal')).hits;
  await desk.conversations.assign(answered!.conversationId, { userId: await addUser(desk, 'Eva') }, null, 'desk');
  t.equal((await ask('owner:eva')).hits.length, 1);
  t.equal((await ask('-assignee:eva')).hits.length, 2);
  t.equal((await ask('to:lena')).hits.length, 0);
  await desk.conversations.record({
    conversationId: answered!.conversationId,
    kind: 'message',
    direction: 'out',
    accountId: here.accountId,
    people: [{ role: 'to', name: 'Lena Hofmann', address: { kind: 'handle', value: 'a', scope: 'p' } }],
    parts: [{ type: 'text', text: 'Liebe Lena' }],
  });
  t.same(
    (await ask('to:lena')).hits.map(({ conversationId }) => conversationId),
    [answered!.conversationId],
  );
  t.strictSame((await ask('')).hits, []);
  await desk.conversations.trash((await ask('geheime')).hits[0]!.conversationId, 'desk');
  t.equal((await ask('geheime')).hits.length, 0);
  t.equal((await ask('geheime is:trash')).hits.length, 1);

  await bring(here.accountId, [letter('d', 'Steuersatz GmbH', 'Guten Tag.', '2024-01-08T08:00:00Z')], '3');
  await desk.jobs.idle();
  await desk.database.run(
    `with recursive times (n) as (select 1 union all select n + 1 from times where n < 4100)
     insert into message (public_id, conversation_id, account_id, kind, direction, external_id, at, created_at, changed_at, details, reactions,
       subject, people, text, addresses, parts)
     select 'copy' || n, conversation_id, account_id, kind, direction, 'copy' || n, at, created_at, changed_at, details, reactions,
       'Anderes', '', 'Noch ein Steuersatz', '[]', '[]' from message, times where message.id = ?`,
    [hit!.messageId],
  );
  const [first, second] = (await ask('steuersatz ')).hits;
  t.match(first!.subject, 'Steuersatz', 'an old one about it comes before thousands that mention it');
  t.match(second!.excerpt, 'Steuersatz');
  t.match((await ask('from:steuersatz')).hits[0]!.subject, 'Steuersatz');
  await t.resolves(ask('"" \' ; drop table message; -- \u0000 \u{1F6B2}'), 'hostile words find something or nothing');
});

t.test('no index is tidied up while much is deleted: that holds everybody up', async (t) => {
  const { database } = await openDesk(t, { plugins: [] });
  const indexes = await database.rows<{ name: string }>(
    `select name from sqlite_master where type = 'table' and sql like '%contentless_delete=1%'`,
  );
  t.ok(indexes.length >= 3);
  for (const { name } of indexes)
    t.same(await database.rows(`select v from ${name}_config where k = 'deletemerge'`), [{ v: 0 }], name);
});
