// Mail fetched from a mailbox: nothing lost, nothing twice, whatever the server does (EM-13).
import t from 'tap';
import { connected, imapAccount, mailDesk, subjects } from './mail-desk.ts';
import { farSide, mail, TEAM } from './simulator-clients.ts';

t.test('new mail is pushed; what was there before is left alone, and nothing is marked as read', async (t) => {
  const far = await farSide(t);
  far.deliver(TEAM, mail('Before'));
  far.misbehave.markSeen();
  const desk = await mailDesk(t, far);
  const account = await imapAccount(desk, far);
  await connected(desk, account);
  far.deliver(TEAM, mail('One'));
  far.deliver(TEAM, mail('Read elsewhere'), { flags: ['\\Seen'] });
  t.same(await subjects(desk, account, 2), ['One', 'Read elsewhere']);
  t.notOk(far.messages(TEAM)[1]!.flags.has('\\Seen'), 'although this server marks what is fetched');
  t.same(await desk.channels.counts(account), { theirs: 2, ours: 2 });
});

t.test('a week of downtime: everything comes, also what somebody has read meanwhile', async (t) => {
  const far = await farSide(t);
  const first = await mailDesk(t, far);
  const account = await imapAccount(first, far);
  await connected(first, account);
  await first.close();
  far.misbehave.weekOfDowntime(TEAM, 120);
  far.deliver(TEAM, mail('Read on the phone'), { flags: ['\\Seen'] });
  const desk = await mailDesk(t, far, { folder: first.folder });
  t.equal((await subjects(desk, account, 121)).length, 121);
  t.same(await desk.channels.counts(account), { theirs: 121, ours: 121 });
  const ledger = await desk.inbound.ledger({ accountId: account, limit: 200 });
  t.same(new Set(ledger.entries.map((entry) => entry.status)), new Set(['processed']));
});

t.test('a mailbox with a chosen day is taken over from there', async (t) => {
  const far = await farSide(t);
  far.deliver(TEAM, mail('Long ago'), { internalDate: new Date('2026-01-05T10:00:00Z') });
  far.deliver(TEAM, mail('Lately'), { internalDate: new Date('2026-10-05T10:00:00Z') });
  const desk = await mailDesk(t, far);
  const account = await imapAccount(desk, far, { since: '2026-10-01T00:00:00.000Z' });
  await connected(desk, account);
  far.deliver(TEAM, mail('Now'));
  t.same((await subjects(desk, account, 2)).toSorted(), ['Lately', 'Now']);
  t.same(await desk.channels.counts(account), { theirs: 2, ours: 2 }, 'what was taken over counts on both sides');
});

t.test('mails without Message-ID, with a used one, and one in two folders', async (t) => {
  const far = await farSide(t);
  const desk = await mailDesk(t, far, { config: { watchSeconds: 0.2 } });
  const account = await imapAccount(desk, far, { folders: ['Archive', 'Nowhere'] });
  await connected(desk, account);
  far.misbehave.repeatMessageId(TEAM);
  far.misbehave.omitMessageId(TEAM);
  far.deliver(TEAM, mail('Moved', 'Hello', ['Message-ID: <moved@x>']));
  t.equal((await subjects(desk, account, 4)).length, 4);
  far.move(TEAM, far.messages(TEAM).at(-1)!.uid, 'Archive');
  far.deliver(TEAM, mail('Filed by a rule'), { folder: 'Archive' });
  t.equal((await subjects(desk, account, 5)).at(-1), 'Filed by a rule');
  t.equal((await subjects(desk, account, 5)).length, 5);
  const notes = await desk.channels.notes(account, 5);
  t.match(notes.at(-1), { reason: { code: 'imap.no_folder', params: { folder: 'Nowhere' } } });
});
