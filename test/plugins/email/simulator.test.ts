// The e-mail simulator's IMAP server, proven by the client Hubdesk uses: imapflow.
import t from 'tap';
import { TEAM, PASSWORD, connected, dialogue, failure, farSide, imapClient, mail, next } from './simulator-clients.ts';

const EVERYTHING = {
  uid: true,
  flags: true,
  envelope: true,
  bodyStructure: true,
  internalDate: true,
  size: true,
  threadId: true,
};

t.test('IMAP: sign in over STARTTLS and TLS, with every mechanism', async (t) => {
  const far = await farSide(t);
  const startTls = await connected(t, far);
  t.ok(startTls.secureConnection, 'STARTTLS was taken, and the certificate fits');
  const tls = await connected(t, far, undefined, { port: far.imap.tlsPort, secure: true });
  t.ok(tls.authenticated);
  const clear = await connected(t, far, undefined, { doSTARTTLS: false });
  t.notOk(clear.secureConnection);
  const login = await connected(t, far, { user: TEAM, pass: PASSWORD, loginMethod: 'AUTH=LOGIN' });
  t.ok(login.authenticated);
  far.misbehave.without('AUTH=PLAIN', 'AUTH=LOGIN');
  t.ok((await connected(t, far)).authenticated, 'plain LOGIN');
  t.equal(far.imap.connections(), 5);
  t.match(await failure(imapClient(t, far, { user: TEAM, pass: 'wrong' }).connect()), {
    authenticationFailed: true,
    serverResponseCode: 'AUTHENTICATIONFAILED',
  });
});

t.test('IMAP: folders with special use, made, filled and counted', async (t) => {
  const far = await farSide(t);
  const client = await connected(t, far);
  far.deliver(TEAM, mail('One'));
  far.deliver(TEAM, mail('Advert'), { folder: '\\Junk', flags: ['\\Seen'] });
  const folders = await client.list({ statusQuery: { messages: true, unseen: true, uidNext: true } });
  t.same(
    folders.map((folder) => [folder.path, folder.specialUse, folder.status?.messages, folder.status?.unseen]),
    [
      ['INBOX', '\\Inbox', 1, 1],
      ['Sent', '\\Sent', 0, 0],
      ['Drafts', '\\Drafts', 0, 0],
      ['Archive', '\\Archive', 0, 0],
      ['Junk', '\\Junk', 1, 0],
      ['Trash', '\\Trash', 0, 0],
    ],
  );
  await client.mailboxCreate('Kunden/Größe & mehr');
  t.ok(
    (await client.list()).some((folder) => folder.path === 'Kunden/Größe & mehr'),
    'names beyond ASCII',
  );
  await client.mailboxRename('Kunden/Größe & mehr', 'Kunden/alt');
  await client.mailboxDelete('Kunden/alt');
  await t.rejects(client.mailboxOpen('Kunden/alt'), 'it is gone');
});

t.test('IMAP: fetch everything imapflow can ask for', async (t) => {
  const far = await farSide(t);
  const client = await connected(t, far);
  const raw = Buffer.from(nested().replaceAll('\n', '\r\n'));
  const uid = far.deliver(TEAM, raw, { internalDate: new Date('2026-05-04T03:02:01Z') });
  await client.mailboxOpen('INBOX');
  const parts = { source: true, headers: ['Subject'], bodyParts: ['1', '2', '2.mime', '2.header', '2.1', 'text'] };
  const found = await client.fetchOne(String(uid), { ...EVERYTHING, ...parts }, { uid: true });
  if (!found) throw new Error('the mail was not found');
  t.ok(found.source?.equals(raw), 'byte for byte');
  t.equal(found.size, raw.length);
  t.same(found.internalDate, new Date('2026-05-04T03:02:01Z'));
  t.match(found.envelope, {
    subject: 'Grüße',
    from: [{ name: 'Ada, L.', address: 'ada@customer.example' }],
    to: [{ name: 'undisclosed-recipients', address: '' }],
    messageId: '<nested@customer.example>',
  });
  t.equal(found.bodyStructure?.childNodes?.[1]?.type, 'message/rfc822');
  t.equal(found.bodyStructure?.childNodes?.[1]?.childNodes?.[0]?.type, 'text/plain');
  t.equal(found.headers?.toString(), 'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\n\r\n');
  t.equal(found.bodyParts?.get('1')?.toString(), 'first part');
  t.equal(found.bodyParts?.get('2.1')?.toString(), 'inner text');
  t.match(found.bodyParts?.get('2.header')?.toString(), /^Subject: Inner\r\n/);
  t.match(found.bodyParts?.get('2.mime')?.toString(), /^Content-Type: message\/rfc822\r\n/);
  t.equal(found.flags?.size, 0, 'PEEK leaves it unseen');
  const { content } = await client.download(String(uid), '1', { uid: true });
  t.equal(String(await content?.toArray()), 'first part', 'partial fetches');
});

t.test('IMAP: search by UID, date, header and flag', async (t) => {
  const far = await farSide(t);
  const client = await connected(t, far);
  const day = (text: string) => ({ internalDate: new Date(`${text}T12:00:00Z`) });
  far.deliver(TEAM, mail('Old', 'x', ['Message-ID: <old@x>']), day('2026-01-01'));
  far.deliver(TEAM, mail('New', 'needle', ['Message-ID: <new@x>']), {
    ...day('2026-02-01'),
    flags: ['\\Seen', '$Done'],
  });
  await client.mailboxOpen('INBOX');
  const uids = (query: object) => client.search(query, { uid: true });
  t.same(await uids({ all: true }), [1, 2]);
  t.same(await uids({ uid: '2:*' }), [2]);
  t.same(await uids({ uid: '9:*' }), [2], 'n:* always names the last mail');
  t.same(await uids({ since: new Date('2026-02-01') }), [2]);
  t.same(await uids({ before: new Date('2026-02-01T00:00:00Z') }), [1]);
  t.same(await uids({ header: { 'Message-ID': '<old@x>' } }), [1]);
  t.same(await uids({ seen: false }), [1]);
  t.same(await uids({ or: [{ subject: 'old' }, { body: 'needle' }] }), [1, 2]);
  t.same(await uids({ not: { keyword: '$Done' }, from: 'ada@' }), [1]);
  t.match(await client.search({ all: true }, { uid: true, returnOptions: ['MIN', 'MAX', 'COUNT'] }), {
    min: 1,
    max: 2,
    count: 2,
  });
});

t.test('IMAP: two sessions hear of each other', async (t) => {
  const far = await farSide(t);
  const [watcher, worker] = [await connected(t, far), await connected(t, far)];
  await watcher.mailboxOpen('INBOX');
  await worker.mailboxOpen('INBOX');
  void watcher.idle();
  const exists = next<{ count: number }>(watcher, 'exists');
  far.deliver(TEAM, mail('One'));
  t.equal((await exists).count, 1, 'IDLE says EXISTS');
  await worker.noop();
  const flags = next<{ flags: Set<string> }>(watcher, 'flags');
  t.ok(await worker.messageFlagsAdd('1', ['\\Seen', '$Hubdesk'], { uid: true }));
  t.same([...(await flags).flags], ['\\Seen', '$Hubdesk']);
  const expunged = next<{ seq: number }>(watcher, 'expunge');
  const moved = await worker.messageMove('1', 'Archive', { uid: true });
  t.equal((await expunged).seq, 1, 'IDLE says EXPUNGE');
  t.same(moved && [...moved.uidMap!], [[1, 1]]);
  t.match(far.messages(TEAM, '\\Archive'), [{ uid: 1, flags: new Set(['\\Seen', '$Hubdesk']) }]);
});

t.test('IMAP: append, copy and delete', async (t) => {
  const far = await farSide(t);
  const client = await connected(t, far);
  const date = new Date('2026-01-02T03:04:05Z');
  const placed = await client.append('Sent', mail('Sent').replaceAll('\n', '\r\n'), ['\\Seen'], date);
  t.match(placed, { destination: 'Sent', uid: 1, uidValidity: BigInt });
  t.match(far.messages(TEAM, 'Sent'), [{ internalDate: date, flags: new Set(['\\Seen']) }]);
  await client.mailboxOpen('Sent');
  t.match(await client.messageCopy('1', 'Archive', { uid: true }), { uidMap: new Map([[1, 1]]) });
  t.equal(await client.messageDelete('1', { uid: true }), true);
  t.same([far.messages(TEAM, 'Sent').length, far.messages(TEAM, 'Archive').length], [0, 1]);
});

t.test('IMAP: Gmail labels one mail into several folders', async (t) => {
  const far = await farSide(t, { users: [{ address: TEAM, password: PASSWORD, oauth: 'google' }] });
  const client = await connected(t, far);
  t.ok(client.capabilities.has('X-GM-EXT-1'));
  far.deliver(TEAM, mail('Older'), { folder: '[Gmail]/All Mail' });
  far.deliver(TEAM, mail('Question', 'x', ['Message-ID: <q@x>']));
  far.deliver(TEAM, mail('Re: Question', 'x', ['In-Reply-To: <q@x>']));
  await client.mailboxOpen('INBOX');
  const inbox = await client.fetchAll('1:*', { threadId: true, labels: true });
  await client.mailboxOpen('[Gmail]/All Mail');
  const all = await client.fetchAll('1:*', { threadId: true, labels: true });
  t.same(
    all.map((message) => message.emailId).slice(1),
    inbox.map((message) => message.emailId),
    'same ids',
  );
  t.same(
    [inbox.map((message) => message.uid), all.map((message) => message.uid)],
    [
      [1, 2],
      [1, 2, 3],
    ],
    'other UIDs',
  );
  t.equal(inbox[0]?.threadId, inbox[1]?.threadId);
  t.same([...(all[1]?.labels ?? [])], ['\\Inbox']);
  await client.messageMove('3', '[Gmail]/Trash', { uid: true });
  t.equal(far.messages(TEAM).length, 1, 'a mail in Trash is nowhere else');
});

t.test('IMAP: rubbish is answered or ends the line, and the server stays', async (t) => {
  const far = await farSide(t);
  far.deliver(TEAM, mail('One'));
  const deep = `${'('.repeat(200)}${')'.repeat(200)}`;
  const refused = [
    'UID',
    'UID NONSENSE 1',
    'FETCH',
    'FETCH x FLAGS',
    'FETCH 1 BODY[NONSENSE]',
    'SEARCH',
    'SEARCH UID x',
    `LIST ${deep}`,
  ];
  refused.push(
    'SEARCH OR ALL',
    'STORE 1 FLAGS',
    'STORE x FLAGS ()',
    'APPEND',
    'COPY x Sent',
    'LIST "" "',
    'ID (',
    'FETCH 1 )',
    '\0\xff',
  );
  for (const line of refused) {
    const answers = await dialogue(far, [`LOGIN ${TEAM} ${PASSWORD}`, 'SELECT INBOX', line]);
    t.match(answers.at(-1), /^(\*|t3) (BAD|NO) (?!\[SERVERBUG)/, JSON.stringify(line.slice(0, 40)));
  }
  for (const line of ['APPEND INBOX {99999999999}', 'APPEND INBOX {10}', 'x'.repeat(100_000), '"'.repeat(1000)]) {
    await dialogue(far, [`LOGIN ${TEAM} ${PASSWORD}`, line], true);
  }
  t.ok((await connected(t, far)).authenticated);
});

function nested(): string {
  return `From: "Ada, L." <ada@customer.example>
To: undisclosed-recipients:;
Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=
Message-ID: <nested@customer.example>
MIME-Version: 1.0
Content-Type: multipart/mixed;
 boundary="outer; \\"x\\""

preamble
--outer; "x"
Content-Type: text/plain; charset=utf-8

first part
--outer; "x"
Content-Type: message/rfc822

Subject: Inner
Content-Type: text/plain

inner text
--outer; "x"--
epilogue
`;
}
