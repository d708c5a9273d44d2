// A macro over a selection, or a change of a whole list, cut off by the end of the process: the rest is done once, and all of it can be undone (RE-7).
import { cp } from 'node:fs/promises';
import t from 'tap';
import { deskViewer } from '../../core/accounts/accounts.ts';
import { heldClock } from '../../core/kernel/clock.ts';
import { STEPS, type Step } from '../../core/kernel/steps.ts';
import { addUser, openDesk, withAccount, type TestDesk } from '../support/desk.ts';
import { runDoomed, type Doom } from '../support/doomed.ts';
import { count, eachOf, folderFor, letter, optionsFor } from '../support/killing.ts';
import { openLoft } from '../support/loft.ts';

t.test(
  'a macro over a selection that is cut off: the rest is done once, or the done part given back (RE-7)',
  async (t) => {
    const loft = await openLoft(t);
    const first = await openDesk(t);
    const { accountId, inbox } = await withAccount(first, 'pigeon', { loft: loft.url });
    const userId = await addUser(first, 'Uma');
    await first.accounts.workspace.set(deskViewer(), { holdSeconds: 60 });
    const conversationIds: number[] = [];
    for (const name of ['ada', 'ben', 'cleo']) {
      const sender = { name, address: { kind: 'handle', value: name, scope: 'pigeons' } };
      const body = Buffer.from(JSON.stringify([{ ...letter(name, 'Hello?'), sender }]));
      await first.inbound.receive(accountId, { key: name, type: 'application/json', body });
      await first.jobs.idle();
      conversationIds.push((await first.conversations.findMessage(accountId, name))!.conversationId);
    }
    const uma = (await first.accounts.viewerOf(userId))!;
    const mine = { access: 'private' as const, userIds: [], teamIds: [] };
    const entry = await first.library.entries.create(uma, {
      ...{
        ...mine,
        kind: 'snippet',
        title: 'Soon',
        shortcut: '',
        folder: '',
        body: { html: 'We answer soon.' },
        file: null,
      },
    });
    const actions = [
      { do: 'reply' as const, entryId: entry.id, send: true },
      { do: 'tag' as const, tag: 'soon' },
      { do: 'close' as const },
    ];
    const more: number[] = [];
    for (let number = 0; number < 22; number++) {
      const begun = {
        inboxId: inbox.id,
        accountId,
        contactId: null,
        subject: `S${number}`,
        at: new Date(),
        actor: 'desk',
      };
      more.push((await first.conversations.start(begun)).id);
    }
    const { id } = await first.macros.create(uma, { ...mine, name: 'Answer soon', actions });
    await first.close();

    const macro = { userId, id, conversationIds };
    const cutOff = async (step: Step, doom: Partial<Doom> = { macro }) => {
      const folder = await folderFor(t);
      await cp(first.folder, folder, { recursive: true });
      await runDoomed({ options: optionsFor(folder), step, ...doom });
      const clock = heldClock(new Date());
      return { clock, desk: await openDesk(t, { folder, clock }) };
    };
    const replies = (desk: TestDesk) =>
      count(desk, `message where direction = 'out' and kind = 'message' and deleted_at is null`);

    await eachOf(STEPS.macro, async (step) => {
      const { desk, clock } = await cutOff(step);
      clock.advance(61_000);
      await desk.jobs.idle();
      t.equal(await replies(desk), 3, `${step}: one reply to each`);
      t.equal(await count(desk, `conversation where status = 'closed'`), 3, `${step}: all are closed`);
      t.equal(await count(desk, 'conversation_tag'), 3, `${step}: all have their tag`);
      const row = await desk.database.row<{ step: string }>(
        `select public_id as step from undo_step where kind = 'macro'`,
      );
      const told = { kind: 'macro', state: 'done', name: 'Answer soon', total: 3 };
      const ended = await desk.runs.of(userId);
      t.match(ended, { ...told, undo: row!.step }, `${step}: whoever ran it is told`);
      await desk.macros.undo(row!.step, uma);
      t.match(await desk.runs.of(userId), { ...told, undo: null }, `${step}: undone once`);
      await desk.runs.forget(userId, ended!.id);
      t.equal(await desk.runs.of(userId), null, `${step}: until they put it away`);
      t.equal(await count(desk, `conversation where status = 'closed'`), 0, `${step}: and all of it can be undone`);
      await desk.close();
    });

    await eachOf(STEPS.runs, async (step) => {
      const list = { userId, conversationIds: more, command: 'close' as const };
      const { desk } = await cutOff(step, { list });
      await desk.jobs.idle();
      t.equal(await count(desk, `conversation where status = 'closed'`), 22, `${step}: all are closed`);
      t.equal(await count(desk, `event where type = 'conversation.closed'`), 22, `${step}: each once`);
      const run = (await desk.runs.of(userId))!;
      t.match(run, { kind: 'list', state: 'done', done: 22, total: 22 }, `${step}: whoever began it sees so`);
      await desk.conversations.undo(run.undo!, `user:${userId}`);
      t.equal(await count(desk, `conversation where status = 'closed'`), 0, `${step}: and all of it can be undone`);
      await desk.close();
    });

    await t.test('before the rest is done, or where it is refused, the done part is given back', async (t) => {
      const { desk } = await cutOff('macro.acted');
      t.equal(await count(desk, `conversation where status = 'closed'`), 1, 'one was done');
      const row = await desk.database.row<{ step: string }>(
        `select public_id as step from undo_step where kind = 'macro'`,
      );
      await desk.macros.undo(row!.step, uma);
      t.equal(await count(desk, `conversation where status = 'closed'`), 0);
      await desk.close();

      const other = await cutOff('macro.acted');
      await other.desk.library.entries.remove(uma, entry.id, true);
      other.clock.advance(61_000);
      await other.desk.jobs.idle();
      t.equal(await count(other.desk, `conversation where status = 'closed'`), 0);
      t.equal(await count(other.desk, 'conversation_tag'), 0, 'also where the rest is refused');
      await other.desk.close();
    });
  },
);
