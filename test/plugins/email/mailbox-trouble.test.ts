// A mailbox whose server makes trouble: nothing lost, nothing twice (EM-13).
import t from 'tap';
import { connected, health, imapAccount, mailDesk, subjects, until } from './mail-desk.ts';
import { farSide, mail, TEAM } from './simulator-clients.ts';

t.test('lines that break and servers that ask for patience: every mail once', async (t) => {
  const far = await farSide(t);
  const desk = await mailDesk(t, far);
  const account = await imapAccount(desk, far);
  await connected(desk, account);

  await t.test('cut in the middle of a mail', async (t) => {
    far.misbehave.cutFetch(500);
    far.deliver(TEAM, mail('Long', 'x'.repeat(20_000)));
    t.same(await subjects(desk, account, 1), ['Long']);
  });

  await t.test('cut while idling', async (t) => {
    far.misbehave.dropConnections();
    far.deliver(TEAM, mail('After the cut'));
    t.same((await subjects(desk, account, 2)).slice(1), ['After the cut']);
  });

  await t.test('NO [UNAVAILABLE], a throttle, a server with a fault', async (t) => {
    far.misbehave.unavailable('FETCH');
    far.deliver(TEAM, mail('Unavailable'));
    t.same((await subjects(desk, account, 3)).slice(2), ['Unavailable']);
    far.misbehave.throttle('FETCH', 30);
    far.deliver(TEAM, mail('Throttled'));
    t.same((await subjects(desk, account, 4)).slice(3), ['Throttled']);
    far.misbehave.answer('FETCH', 'NO [SERVERBUG] Cannot');
    far.deliver(TEAM, mail('Stubborn'));
    far.deliver(TEAM, mail('Next'));
    t.same((await subjects(desk, account, 6)).slice(4).toSorted(), ['Next', 'Stubborn']);
  });
  t.equal((await subjects(desk, account, 6)).length, 6);
});

t.test('UIDs that show late, and a folder that is numbered anew', async (t) => {
  const far = await farSide(t);
  const desk = await mailDesk(t, far);
  const account = await imapAccount(desk, far);
  await connected(desk, account);
  far.misbehave.hideNext();
  const hidden = far.deliver(TEAM, mail('Late'));
  far.deliver(TEAM, mail('Early'));
  t.same(await subjects(desk, account, 1), ['Early']);
  far.misbehave.reveal(TEAM, hidden);
  t.same(await subjects(desk, account, 2), ['Early', 'Late']);
  await desk.channels.setActive(account, false, 'desk');
  await until(desk, async () => far.imap.connections() === 0);
  t.equal(far.imap.connections(), 0, 'an account that is switched off holds no line');
  far.misbehave.resetUidValidity(TEAM);
  far.deliver(TEAM, mail('During the move'));
  await desk.channels.setActive(account, true, 'desk');
  t.same(await subjects(desk, account, 3), ['Early', 'Late', 'During the move']);
  await until(desk, async () => (await desk.inbound.ledger({ accountId: account, limit: 20 })).entries.length === 5);
  t.equal((await subjects(desk, account, 3)).length, 3, 'those known were looked at again, and known');
  const notes = await desk.channels.notes(account, 5);
  t.ok(notes.some(({ reason }) => reason.code === 'imap.renumbered'));
});

t.test('a refused sign-in waits for a person, and goes on where it was', async (t) => {
  const far = await farSide(t);
  const desk = await mailDesk(t, far);
  const account = await imapAccount(desk, far);
  await connected(desk, account);
  far.setPassword(TEAM, 'another');
  far.misbehave.dropConnections();
  far.deliver(TEAM, mail('Meanwhile'));
  await until(desk, async () => health(desk, account)?.state === 'needs sign-in');
  t.match(health(desk, account), { why: { code: 'imap.sign_in_refused' }, action: 'sign in again' });
  await desk.channels.saveSettings(account, { password: 'another' }, 'desk', ['password']);
  t.same(await subjects(desk, account, 1), ['Meanwhile']);
  await connected(desk, account);
});

t.test('a server without IDLE is asked, spam elsewhere is counted', async (t) => {
  const far = await farSide(t);
  far.misbehave.without('IDLE', 'UIDPLUS', 'SPECIAL-USE');
  const desk = await mailDesk(t, far, { config: { watchSeconds: 0.2 } });
  const account = await imapAccount(desk, far);
  await connected(desk, account);
  far.deliver(TEAM, mail('Asked for'));
  far.deliver(TEAM, mail('Advert'), { folder: 'Junk' });
  t.same(await subjects(desk, account, 1), ['Asked for']);
  const checks = await desk.channels.check(account);
  t.match(
    checks.filter(({ code }) => ['mailbox', 'junk', 'sending'].includes(code)),
    [
      { code: 'mailbox', state: 'good' },
      { code: 'junk', state: 'warn', detail: { params: { count: 1 } } },
      { code: 'sending', state: 'good' },
    ],
  );
});

t.test('it ends in time, also while it is connecting', async (t) => {
  const far = await farSide(t);
  const desk = await mailDesk(t, far);
  const account = await imapAccount(desk, far);
  await connected(desk, account);
  far.misbehave.delayGreeting(60_000);
  far.misbehave.dropConnections();
  await until(desk, async () => far.imap.connections() > 0);
  const before = performance.now();
  await desk.close();
  t.ok(performance.now() - before < 2000);
});
