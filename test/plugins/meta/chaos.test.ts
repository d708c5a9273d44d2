// Thousands of messages each way through a whole desk while WhatsApp misbehaves and the desk is killed: each is there
// once, its fate is right (CH-11, CH-12, WA-8). HUBDESK_CHAOS says how many each way, 10000 for example.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import type { Desk } from '../../../core/boot.ts';
import { publicId } from '../../../core/kernel/ids.ts';
import { createWeb } from '../../../core/web/web.ts';
import type { Fields } from '../../../plugins/meta/graph/json.ts';
import { statusOf } from '../../../plugins/meta/simulator/people.ts';
import { bodyOf, signed, written } from '../../../plugins/meta/simulator/webhooks.ts';
import { type Mood, type Person, type Shown } from '../../../plugins/meta/simulator/world.ts';
import { addUser, openDesk, REAL_PLUGINS } from '../../support/desk.ts';
import { folderFor } from '../../support/killing.ts';
import type { ServedOrder } from '../../support/served-desk.ts';
import { metaDesk } from './meta-desk.ts';

const { HUBDESK_CHAOS } = process.env;
const INCOMING = Number(HUBDESK_CHAOS ?? 1000);
/** Each leaves by itself, which takes longer. */
const OUTGOING = Number(HUBDESK_CHAOS ?? 200);
const PEOPLE = 50;
/** Messages, or statuses, in one call. */
const TOGETHER = 100;
const CHILD = fileURLToPath(new URL('../../support/served-desk.ts', import.meta.url));
t.setTimeout(120_000 + OUTGOING * 100);

/** The same sequence in every run (mulberry32). */
let seed = 20_260_601;
function random(): number {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

function shuffled<T>(all: readonly T[]): T[] {
  const mixed = [...all];
  for (let at = mixed.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other]!, mixed[at]!];
  }
  return mixed;
}

function inGroups<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
}

/** What is chosen by its share of a hundred. */
function chosen<T>(all: readonly (readonly [share: number, one: T])[]): T {
  const at = random() * 100;
  let sum = 0;
  const found = all.find(([share]) => {
    sum += share;
    return at < sum;
  });
  return (found ?? all[0]!)[1];
}

const MOODS: [number, Mood][] = [
  [88, 'well'],
  [4, { status: 429, code: 130429, message: 'Rate limit hit', after: 0 }],
  [3, { status: 500, code: 131000, message: 'Something went wrong', after: 0 }],
  [2, 'loses the answer'],
  [2, 'garbles'],
  [1, 'cuts'],
];

/** What becomes of a message over there, told by these statuses. */
const FATES: [number, string[]][] = [
  [80, ['sent', 'delivered', 'read']],
  [12, ['sent', 'delivered']],
  [8, ['sent', 'failed']],
];

type World = Awaited<ReturnType<typeof metaDesk>>['world'];
type Call = ReturnType<typeof signed>;
type Bring = (call: Call) => Promise<unknown>;

const people = Array.from({ length: PEOPLE }, (_, at): Person => {
  return { id: String(4_915_100_000_000 + at), name: `Person ${at}`, channel: 'whatsapp', wroteAt: Date.now() };
});

/** What somebody wrote, by its number. */
function message(at: number): Fields {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const from = people[at % PEOPLE]!.id;
  return { messages: [{ from, id: `wamid.in-${at}`, timestamp, type: 'text', text: { body: `in ${at}` } }] };
}

const fromDesk = (world: World) => world.said.filter(({ from }) => from === 'desk');

t.test('thousands of messages arrive once, whatever happens on the way', async (t) => {
  const folder = await folderFor(t);
  const meta = await metaDesk(t, ['whatsapp'], { folder, now: () => new Date() });
  const { world, graph } = meta;
  world.people.push(...people);
  const callOf = (contents: Fields[]) => signed(world, written(bodyOf('whatsapp', contents, Date.now())));
  // Everybody has written once; what the team answers then waits or has left when the desk goes down.
  await meta.bring('whatsapp', ...people.map((_, at) => message(at)));
  const answers = await answersFor(meta.desk);
  // They wait for the desk that is killed.
  world.mood = { status: 429, code: 130429, message: 'Rate limit hit', after: 1 };
  for (const answer of answers.slice(0, OUTGOING / 4)) await meta.desk.outbound.send(answer);
  await meta.web.server.close();
  await meta.desk.close();

  const sending = new Promise<void>((go) => {
    const get = () => {
      go();
      return chosen(MOODS);
    };
    Object.defineProperty(world, 'mood', { get });
  });
  const all = Array.from({ length: INCOMING }, (_, at) => message(at));
  const calls = shuffled(inGroups(all, TOGETHER)).map(callOf);
  const pending = await killedAmid(t, { folder, graph, calls, sending });
  t.ok(pending.length > 0, 'it was killed while they came');

  const { desk, bring } = await openAgain(t, folder, graph);
  // What was not thanked for comes again, and some of the rest as well, while the team goes on answering.
  const again = shuffled([...pending, ...shuffled(calls).slice(0, calls.length / 4)]);
  const bringing = Promise.all(again.map(bring));
  for (const group of inGroups(answers, TOGETHER))
    await Promise.all(group.map(async (answer) => t.equal((await desk.outbound.send(answer)).ok, true)));
  t.ok((await bringing).every((status) => status === 200));
  await hurried(desk);

  const expected = new Map<string, string>();
  const tell = async () => {
    const untold = fromDesk(world).filter(({ words }) => !expected.has(words));
    await tellFates(world, untold, expected, (statuses) => bring(callOf([{ statuses }])));
    await desk.jobs.idle();
  };
  await tell();
  // Nobody could say of these whether they left. What Meta has told nothing of never did, and a person sends it again.
  const unclear = await desk.database.rows<{ id: number; key: string }>(
    `select id, key from delivery where status = 'unknown'`,
  );
  t.notOk(
    unclear.some(({ key }) => world.said.some((one) => one.key === key)),
    'what was sent is known to be',
  );
  Object.defineProperty(world, 'mood', { get: () => 'well' });
  for (const { id } of unclear) t.equal(await desk.outbound.retry(id, 'user:1'), true);
  await hurried(desk);
  await tell();

  await checkWhole(t, desk, world, expected);
});

/** What waits for its next attempt does not wait any longer. */
async function hurried(desk: Desk): Promise<void> {
  for (;;) {
    await desk.jobs.idle();
    const waiting = await desk.database.rows<{ id: number }>(
      `select min(id) as id from delivery where status in ('queued', 'deferred') group by conversation_id`,
    );
    if (waiting.length === 0) return;
    for (const { id } of waiting) await desk.outbound.retry(id, 'user:1');
  }
}

async function checkWhole(t: Test, desk: Desk, world: World, expected: Map<string, string>): Promise<void> {
  const incoming = await desk.database.rows<{ text: string }>(
    `select text from message where direction = 'in' and kind = 'message'`,
  );
  t.equal(incoming.length, INCOMING);
  t.equal(new Set(incoming.map(({ text }) => text)).size, INCOMING);
  const outgoing = fromDesk(world).map(({ words }) => words);
  t.equal(outgoing.length, OUTGOING, 'nothing was sent twice');
  t.equal(new Set(outgoing).size, OUTGOING);
  const fates = await desk.database.rows<{ text: string; status: string; shown: string }>(
    `select message.text, delivery.status, message.status as shown from delivery
     join message on message.id = delivery.message_id`,
  );
  t.equal(fates.length, OUTGOING);
  const wrong = fates.filter(({ text, status, shown }) => status !== expected.get(text) || shown !== status);
  t.same(wrong.slice(0, 5), []);
  t.equal((await desk.database.rows(`select id from arrival where status = 'quarantined'`)).length, 0);
}

/** As many as go out, each in a form of its own. */
async function answersFor(desk: Desk) {
  const conversations = await desk.database.rows<{ id: number }>('select id from conversation');
  const userId = await addUser(desk, 'Agent', 'administrator');
  return Array.from({ length: OUTGOING }, (_, at) => {
    const { id: conversationId } = conversations[at % conversations.length]!;
    return { conversationId, userId, text: `out ${at}`, formKey: publicId() };
  });
}

/** In calls of mixed statuses, in disorder, some of them twice. */
async function tellFates(
  world: World,
  messages: Shown[],
  expected: Map<string, string>,
  bring: (statuses: Fields[]) => Promise<unknown>,
): Promise<void> {
  const errors = [{ code: 131026, title: 'Message undeliverable' }];
  const statuses = messages.flatMap((one) => {
    const names = chosen(FATES);
    expected.set(one.words, names.at(-1)!);
    const person = people.find(({ id }) => id === one.person)!;
    return names.map((name) => statusOf(world, person, one.id, name, name === 'failed' ? { errors } : {}));
  });
  const calls = inGroups(shuffled(statuses), TOGETHER);
  for (const some of shuffled([...calls, ...calls.slice(0, calls.length / 4)])) await bring(some);
}

/** What the killed desk has left, in this process. */
async function openAgain(t: Test, folder: string, graph: Record<string, unknown>) {
  const plugins = { pluginFolder: REAL_PLUGINS, plugins: ['whatsapp'], pluginSettings: { whatsapp: graph } };
  const desk = await openDesk(t, { folder, ...plugins });
  const web = await createWeb(desk, { publicUrl: 'http://desk.test', trustedProxies: ['loopback'] });
  await desk.channels.mount(web.server);
  await web.server.ready();
  t.teardown(() => web.server.close());
  const bring = async ({ body, headers }: Call) => {
    const url = '/channels/whatsapp/webhook';
    const { statusCode } = await web.server.inject({ method: 'POST', url, headers, payload: Buffer.from(body) });
    return statusCode;
  };
  return { desk, bring };
}

/** A desk of its own sends what waits and takes in what comes, until it is killed. Gives what it did not thank for. */
async function killedAmid(
  t: Test,
  about: { folder: string; graph: Record<string, unknown>; calls: Call[]; sending: Promise<void> },
): Promise<Call[]> {
  const { folder, graph, calls, sending } = about;
  const options = {
    ...{ dataFolder: folder, publicUrl: 'http://desk.test', pluginFolder: REAL_PLUGINS, plugins: ['whatsapp'] },
    ...{ pluginSettings: { whatsapp: graph }, allowedHosts: ['127.0.0.1', 'localhost'] },
  };
  const order: ServedOrder = { port: 0, options };
  const child = fork(CHILD, [JSON.stringify(order)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  t.teardown(() => child.kill('SIGKILL'));
  const [{ listening }] = (await once(child, 'message')) as [{ listening: number }];
  const dead = once(child, 'exit');
  await sending;
  const pending: Call[] = [];
  let thanked = 0;
  const bring: Bring = async (call) => {
    const init = { method: 'POST', headers: call.headers, body: new Uint8Array(call.body) };
    const address = `http://127.0.0.1:${listening}/channels/whatsapp/webhook`;
    const isTaken = await fetch(address, init).then(
      ({ status }) => status === 200,
      () => false,
    );
    if (isTaken) thanked += 1;
    else pending.push(call);
    if (thanked >= calls.length / 3) child.kill('SIGKILL');
  };
  for (const group of inGroups(calls, 4)) await Promise.all(group.map(bring));
  child.kill('SIGKILL');
  await dead;
  return pending;
}
