// Mail fetched from a real Dovecot, where it is installed: the simulator shows what we believe, this what is so (EM-13).
import { ImapFlow } from 'imapflow';
import t from 'tap';
import { addUser } from '../../support/desk.ts';
import { startDovecot, withoutDovecot } from './dovecot-server.ts';
import { answered, mailAccount, mailDesk, subjects, until } from './mail-desk.ts';
import { farSide, mail, PASSWORD, TEAM } from './simulator-clients.ts';

t.test('a mailbox of Dovecot, from the first mail to a renumbered folder', { skip: withoutDovecot }, async (t) => {
  const dovecot = await startDovecot({ address: TEAM, password: PASSWORD });
  t.teardown(() => dovecot.close());
  const far = await farSide(t);
  for (const subject of ['One', 'Two']) dovecot.deliver(mail(subject, 'Hello', [`Message-ID: <${subject}@x.example>`]));
  const desk = await mailDesk(t, far);
  const account = await mailAccount(desk, {
    way: 'imap',
    address: TEAM,
    password: PASSWORD,
    imapHost: '127.0.0.1',
    imapPort: dovecot.port,
    imapSecurity: 'none',
    smtpHost: far.smtp.host,
    smtpPort: far.smtp.tlsPort,
    smtpSecurity: 'tls',
    since: '2020-01-01T00:00:00.000Z',
  });

  /** What another mail program sees: the flags of every mail, but whether it is new to that program. */
  const flagsIn = async (folder: string) => {
    const auth = { user: TEAM, pass: PASSWORD };
    const client = new ImapFlow({ host: '127.0.0.1', port: dovecot.port, secure: false, logger: false, auth });
    await client.connect();
    try {
      const { exists } = await client.mailboxOpen(folder, { readOnly: true });
      const found = exists > 0 ? await client.fetchAll('1:*', { flags: true }) : [];
      return found.map(({ flags }) => [...flags!].filter((flag) => flag !== '\\Recent'));
    } finally {
      await client.logout();
    }
  };

  await t.test('what is in the mailbox is taken over, and stays as it is there', async (t) => {
    t.same(await subjects(desk, account, 2), ['One', 'Two']);
    t.same(await flagsIn('INBOX'), [[], []]);
  });

  await t.test('a new mail is told by IDLE', async (t) => {
    dovecot.deliver(mail('Three', 'Hello', ['Message-ID: <Three@x.example>']));
    t.same(await subjects(desk, account, 3), ['One', 'Two', 'Three']);
    t.same(await desk.channels.counts(account), { theirs: 3, ours: 3 }, 'with what was taken over');
  });

  await t.test('a copy of the answer lies in the folder for sent mail, read', async (t) => {
    const row = await desk.database.row<{ id: number }>(
      `select conversation_id as id from message where subject = 'Three'`,
    );
    const conversationId = row!.id;
    await answered(desk, { conversationId, userId: await addUser(desk, 'Uma'), text: 'Here you are.' }, 'sent');
    const copies = await until(desk, async () => {
      const flags = await flagsIn('Sent');
      return flags.length > 0 && flags;
    });
    t.same(copies, [['\\Seen']]);
  });

  await t.test('another UIDVALIDITY: nothing comes twice, what is new comes', async (t) => {
    await desk.channels.setActive(account, false, 'desk');
    await dovecot.stop();
    dovecot.renumber();
    dovecot.deliver(mail('Four', 'Hello', ['Message-ID: <Four@x.example>']));
    await dovecot.start();
    await desk.channels.setActive(account, true, 'desk');
    t.same(await subjects(desk, account, 4), ['One', 'Two', 'Three', 'Four']);
    const notes = await desk.channels.notes(account, 10);
    t.ok(notes.some(({ reason }) => reason.code === 'imap.renumbered'));
  });
});
