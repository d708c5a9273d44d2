// Killed without warning after every step of both flows: a fresh desk on the same folder has one message and one delivery.
import { cp } from 'node:fs/promises';
import { createTransport } from 'nodemailer';
import t, { type Test } from 'tap';
import { deskViewer } from '../../core/accounts/accounts.ts';
import { heldClock } from '../../core/kernel/clock.ts';
import { STEPS, type Step } from '../../core/kernel/steps.ts';
import { addUser, openDesk, REAL_PLUGINS, withAccount, type TestDesk } from '../support/desk.ts';
import { runDoomed } from '../support/doomed.ts';
import { count, eachOf, folderFor, letter, optionsFor } from '../support/killing.ts';
import { freePort } from '../support/ports.ts';
import { openLoft, type Loft } from '../support/loft.ts';

const DOT = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** A folder in which somebody has written to one pigeon account; every case begins with a copy of it. */
async function pigeonFolder(t: Test, loft: Loft) {
  const desk = await openDesk(t);
  const { accountId } = await withAccount(desk, 'pigeon', { loft: loft.url });
  const userId = await addUser(desk, 'Uma');
  await desk.accounts.workspace.set(deskViewer(), { holdSeconds: 0 });
  const raw = {
    key: 'first',
    type: 'application/json',
    body: Buffer.from(JSON.stringify([letter('first', 'Hello?')])),
  };
  await desk.inbound.receive(accountId, raw);
  await desk.jobs.idle();
  const { conversationId } = (await desk.conversations.findMessage(accountId, 'first'))!;
  await desk.close();
  return { folder: desk.folder, accountId, userId, conversationId };
}

t.test('on the way in: one message with its files, and nobody is thanked too early (CH-11, CH-12)', async (t) => {
  const loft = await openLoft(t);
  loft.media.set('bag', Buffer.from(DOT, 'base64'));
  const begin = await pigeonFolder(t, loft);
  const picture = { type: 'media', kind: 'image', name: 'dot.png', mimeType: 'image/png' };
  // Large enough to be a file of its own.
  const parts = [
    { ...picture, base64: DOT },
    { ...picture, name: 'bag.png', ref: 'bag' },
  ];
  const body = JSON.stringify([letter('killed', `Coo${' '.repeat(70_000)}`, parts)]);
  const receive = { accountId: begin.accountId, raw: { key: 'killed', type: 'application/json', body } };
  const early: Step[] = ['inbound.arrived', 'inbound.body-saved'];

  await eachOf(STEPS.inbound, async (step) => {
    const folder = await folderFor(t);
    await cp(begin.folder, folder, { recursive: true });
    const words = await runDoomed({ options: optionsFor(folder), step, receive });
    const desk = await openDesk(t, { folder });
    await desk.jobs.idle();
    const kept = await count(desk, `message where external_id = 'killed'`);
    t.equal(kept, early.includes(step) ? 0 : 1, `${step}: one message once it is on disk`);
    t.equal(words.includes('thanked') && early.includes(step), false, `${step}: not thanked before`);
    // Whoever was not thanked brings it again; whoever was may do so too.
    await desk.inbound.receive(begin.accountId, { ...receive.raw, body: Buffer.from(body) });
    await desk.jobs.idle();
    t.equal(await count(desk, `message where external_id = 'killed'`), 1, `${step}: one message`);
    t.equal(await count(desk, `arrival where key = 'killed' and status = 'processed'`), 1, `${step}: one arrival`);
    t.equal(await count(desk, `attachment where state = 'ready' and file_id is not null`), 2, `${step}: both files`);
    t.equal(await count(desk, 'job'), 0, `${step}: nothing left to do`);
    await desk.close();
  });
});

t.test('on the way out: sent once, or left to a person, never lost and never twice (CH-11, CH-12)', async (t) => {
  const loft = await openLoft(t);
  const begin = await pigeonFolder(t, loft);
  const message = { conversationId: begin.conversationId, userId: begin.userId };

  const killed = async (step: Step, text: string) => {
    const folder = await folderFor(t);
    await cp(begin.folder, folder, { recursive: true });
    await runDoomed({ options: optionsFor(folder), step, send: { ...message, text } });
    const desk = await openDesk(t, { folder });
    await desk.jobs.idle();
    return desk;
  };
  const sent = (text: string) => loft.letters.filter((one) => one.parts[0]!.text === text).length;
  const fate = async (desk: TestDesk) =>
    (await desk.database.row<{ id: number; status: string }>('select id, status from delivery'))!;

  await t.test('the far side can prove what it took', async (t) => {
    loft.found = (key) =>
      loft.letters.some((one) => one.key === key) ? { found: true, id: `sent-${key}` } : { found: false };
    await eachOf(STEPS.outbound, async (step) => {
      const text = `proof ${step}`;
      const desk = await killed(step, text);
      if (step === 'outbound.writing') t.equal(await count(desk, 'delivery'), 0, `${step}: as if it was never pressed`);
      else {
        t.match(await fate(desk), { status: 'sent' }, step);
        t.equal(await count(desk, `message where direction = 'out'`), 1, `${step}: one message`);
      }
      t.equal(sent(text), step === 'outbound.writing' ? 0 : 1, `${step}: one letter`);
      t.equal(await count(desk, 'job'), 0, `${step}: nothing left to do`);
      await desk.close();
    });
  });

  await t.test('nobody can tell: a person decides', async (t) => {
    loft.found = () => ({ found: 'cannot tell' });
    await eachOf(['outbound.sending', 'outbound.sent', 'outbound.recording'] as const, async (step) => {
      const text = `doubt ${step}`;
      const desk = await killed(step, text);
      const { id, status } = await fate(desk);
      const letters = step === 'outbound.sending' ? 0 : 1;
      t.equal(status, 'unknown', `${step}: unclear`);
      t.equal(sent(text), letters, `${step}: not repeated by itself`);
      if (letters === 0) t.equal(await desk.outbound.retry(id, `user:${begin.userId}`), true);
      else t.equal(await desk.outbound.settle(id, `user:${begin.userId}`), true);
      await desk.jobs.idle();
      t.match(await fate(desk), { status: 'sent' }, `${step}: settled`);
      t.equal(sent(text), 1, `${step}: one letter`);
      await desk.close();
    });
  });

  await t.test('a far side that takes the same key once may get it again', async (t) => {
    const folder = await folderFor(t);
    await cp(begin.folder, folder, { recursive: true });
    await runDoomed({ options: optionsFor(folder), step: 'outbound.sent', send: { ...message, text: 'safe' } });
    const desk = await openDesk(t, {
      folder,
      stage: (live) => ({ ...live, manifest: { ...live.manifest, resend: 'safe' } }),
    });
    await desk.jobs.idle();
    t.match(await fate(desk), { status: 'sent' });
    const keys = loft.letters.filter((one) => one.parts[0]!.text === 'safe').map((one) => one.key);
    t.equal(keys.length, 2);
    t.equal(new Set(keys).size, 1, 'with the same key');
    await desk.close();
  });
});

t.test('while a sent message is being changed: both sides have the same words in the end (CH-11)', async (t) => {
  const loft = await openLoft(t);
  const begin = await pigeonFolder(t, loft);
  const first = await openDesk(t, { folder: begin.folder });
  const { conversationId, userId } = begin;
  await first.outbound.send({ conversationId, userId, text: 'At four' });
  await first.jobs.idle();
  const { id: messageId } = (await first.database.row<{ id: number }>(
    `select id from message where direction = 'out'`,
  ))!;
  await first.close();

  await eachOf(STEPS.amending, async (step) => {
    const folder = await folderFor(t);
    await cp(begin.folder, folder, { recursive: true });
    const text = `At five: ${step}`;
    await runDoomed({ options: optionsFor(folder), step, amend: { messageId, userId, text } });
    const desk = await openDesk(t, { folder, clock: heldClock(new Date(Date.now() + 5 * 60_000)) });
    await desk.jobs.idle();
    const row = await desk.database.row<{ text: string; details: string }>('select * from message where id = ?', [
      messageId,
    ]);
    t.equal(row!.text, text, step);
    t.equal((JSON.parse(row!.details) as { earlier: object[] }).earlier.length, 1, `${step}: changed once`);
    t.equal(loft.edits.filter(({ parts }) => parts[0]!.text === text).length > 0, true, `${step}: over there as well`);
    t.equal(await count(desk, 'job'), 0, `${step}: nothing left to do`);
    await desk.close();
  });

  await t.test('what was cut off does not undo what came after it', async (t) => {
    const folder = await folderFor(t);
    await cp(begin.folder, folder, { recursive: true });
    await runDoomed({ options: optionsFor(folder), step: 'amend.done', amend: { messageId, userId, text: 'Cut off' } });
    const clock = heldClock(new Date());
    const desk = await openDesk(t, { folder, clock });
    clock.advance(1000);
    t.ok((await desk.outbound.edit(messageId, userId, { text: 'At six' })).ok);
    clock.advance(120_000);
    await desk.jobs.idle();
    const row = await desk.database.row<{ text: string }>('select text from message where id = ?', [messageId]);
    t.equal(row!.text, 'At six');
    t.equal(loft.edits.at(-1)!.parts[0]!.text, 'At six');
    t.equal(await count(desk, 'job'), 0);
    await desk.close();
  });
});

t.test(
  'mail brought to the desk: 250 only when it is stored, one mail however often it is brought (EM-13)',
  async (t) => {
    const first = await openDesk(t, {
      pluginFolder: REAL_PLUGINS,
      plugins: ['email'],
      pluginSettings: { email: { smtpHost: '127.0.0.1', smtpPort: 0 } },
    });
    const inbox = await first.conversations.inboxes.create({ name: 'Help', actor: 'desk' });
    const to = (await first.channels.ensureFallback(inbox))!.uniqueId;
    await first.close();
    const raw = [
      'From: Ada <ada@customer.example>',
      `To: ${to}`,
      'Subject: Killed',
      'Message-ID: <killed@customer.example>',
      'Date: Fri, 20 Nov 2026 08:00:00 +0000',
      '',
      'Hello',
    ].join('\r\n');

    await eachOf(
      ['inbound.arrived', 'inbound.journaled', 'inbound.parsed', 'inbound.recorded'] as const,
      async (step) => {
        const folder = await folderFor(t);
        await cp(first.folder, folder, { recursive: true });
        const port = await freePort();
        const pluginSettings = { email: { smtpHost: '127.0.0.1', smtpPort: port } };
        const options = { ...optionsFor(folder), pluginFolder: REAL_PLUGINS, plugins: ['email'], pluginSettings };
        const bring = async () => {
          const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true, connectionTimeout: 5000 });
          try {
            await transport.sendMail({ raw, envelope: { from: 'ada@customer.example', to: [to] } });
            return true;
          } catch {
            return false;
          } finally {
            transport.close();
          }
        };
        let taken = false;
        await runDoomed({ options, step }, async () => (taken = await bring()));
        t.equal(taken && ['inbound.arrived', 'inbound.journaled'].includes(step), false, `${step}: no 250 before`);
        const desk = await openDesk(t, { ...options, folder });
        if (taken) await desk.jobs.idle();
        else t.equal(await bring(), true, `${step}: brought again and taken`);
        await desk.jobs.idle();
        t.equal(await count(desk, `message where subject = 'Killed'`), 1, `${step}: one message`);
        t.equal(await count(desk, 'arrival'), 1, `${step}: one arrival`);
        await desk.close();
      },
    );
  },
);
