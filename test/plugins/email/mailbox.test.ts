// Mail fetched from a mailbox: nothing lost, nothing twice, whatever the server does (EM-13).
import t from 'tap';
import { connected, imapAccount, mailDesk, subjects } from './mail-desk.ts';
import { farSide, mail, TEAM } from './simulator-clients.ts';

t.test('new mail is pushed; what was there before is left alone', async (t) => {
  const far = await farSide(t);
  far.deliver(TEAM, mail('Before'));
  const desk = await mailDesk(t, far);
  const account = await imapAccount(desk, far);
  await connected(desk, account);
  far.deliver(TEAM, mail('One'));
  far.deliver(TEAM, mail('Two'), { flags: ['\\Seen'] });
  t.same(await subjects(desk, account, 2), ['One', 'Two']);
  t.notOk(far.messages(TEAM).at(-2)!.flags.has('\\Seen'));
  t.same(await desk.channels.counts(account), { theirs: 2, ours: 2 });
});
