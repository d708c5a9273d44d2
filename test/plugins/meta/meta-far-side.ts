// The simulated Meta as the conformance kit wants it: how to connect, how people write, how to misbehave.
import type { ConnectInput, ConnectStep } from '../../../core/contract/connect.ts';
import type { Entry, FarSide } from '../../conformance/conformance.ts';
import { grant } from '../../../plugins/meta/simulator/login.ts';
import { contentOf, statusOf } from '../../../plugins/meta/simulator/people.ts';
import { templateWith } from '../../../plugins/meta/simulator/sample-templates.ts';
import { startMeta, type MetaFarSide } from '../../../plugins/meta/simulator/server.ts';
import { restoreAll, revokeAll } from '../../../plugins/meta/simulator/tokens.ts';
import { bodyOf, signed, written } from '../../../plugins/meta/simulator/webhooks.ts';
import { NOBODY_ANSWERS, SIMULATED, type Channel, type Mood } from '../../../plugins/meta/simulator/world.ts';

const { phoneNumberId, businessAccountId, pageId, token, pageToken, appId, appSecret } = SIMULATED;

/** What a person enters who connects by hand. */
export const ENTERED = {
  whatsapp: { phoneNumberId, businessAccountId, token, appSecret },
  messenger: { pageId, token: pageToken, appSecret },
};

export async function metaFarSide(channel: Channel): Promise<FarSide> {
  const far = await startMeta();
  const { world } = far;
  // What the kit sends.
  world.templates.push(templateWith({ name: 'hello', language: 'en' }, 'Hello {{1}}!'));
  const person = world.people.find((one) => one.channel === channel)!;
  const url = `/channels/${channel}/webhook`;
  const brought = (content: Record<string, unknown>) => written(bodyOf(channel, [content], world.now()));
  const arrival = (key: string, content: Record<string, unknown>) => ({
    key,
    type: 'application/json',
    body: brought(content),
  });
  const address =
    channel === 'whatsapp'
      ? ({ kind: 'phone', value: `+${person.id}` } as const)
      : ({ kind: 'handle', value: person.id } as const);
  const frame = { sender: { id: person.id }, recipient: { id: pageId }, timestamp: world.now() };
  return {
    config: { graph: world.url, dialog: world.url },
    customer: { name: person.name, address },
    get secrets() {
      return [appSecret, ...world.tokens.keys()];
    },
    answer: (step, how) => answer(far, step, how),
    left: () => [...world.subscribed].flatMap(([id, apps]) => apps.map((app) => `${app.appId} of ${id}`)),
    taken: () => world.taken,
    write(words) {
      return { url, ...signed(world, brought(contentOf(world, person, { do: 'text', words }))) };
    },
    ...trouble(far),
    receipt: ({ id }, status) =>
      arrival(
        `${status}-${id}`,
        channel === 'whatsapp'
          ? { statuses: [statusOf(world, person, id, status)] }
          : { ...frame, ...(status === 'read' ? { read: { mid: id } } : { delivery: { mids: [id], watermark: 1 } }) },
      ),
    unknown: arrival(
      'unknown',
      channel === 'whatsapp'
        ? { messages: [{ from: person.id, id: 'wamid.dance', timestamp: '1780000000', type: 'dance', dance: {} }] }
        : { ...frame, dance: {} },
    ),
    webhook: { signature: 'x-hub-signature-256', request: (body) => ({ url, ...signed(world, body) }) },
    close: () => far.close(),
  };
}

/** Somebody logs in, gives everything, and takes the first number or page. */
function answer({ world }: MetaFarSide, step: ConnectStep, how: Entry): ConnectInput {
  const wanted = ['login', phoneNumberId, pageId, businessAccountId];
  switch (step.step) {
    case 'choose': {
      const known = step.options.filter(({ id }) => wanted.includes(id));
      return { kind: 'choose', ids: [(known[0] ?? step.options[0])!.id] };
    }
    case 'visit':
      return { kind: 'visit', query: Object.fromEntries(grant(world, new URL(step.url)).searchParams) };
    case 'form': {
      if (step.id !== 'application') return { kind: 'form', values: step.values ?? {} };
      const secret = how === 'wrong secret' ? 'some-other-secret' : appSecret;
      return { kind: 'form', values: { appId: how === 'unreachable' ? NOBODY_ANSWERS : appId, appSecret: secret } };
    }
    default:
      return { kind: 'show' };
  }
}

function trouble(far: MetaFarSide): Pick<FarSide, 'misbehave' | 'behave'> {
  const { world } = far;
  const mood = (wanted: Mood) => () => void (world.mood = wanted);
  return {
    misbehave: {
      busy: mood({ status: 429, code: 4, message: 'Application request limit reached' }),
      broken: mood({ status: 500, code: 131000, message: 'Something went wrong' }),
      refuses: mood({ status: 400, code: 100, message: 'Invalid parameter' }),
      stranger: () => revokeAll(world),
      gone: () => far.close(),
      cuts: mood('cuts'),
      'loses the answer': mood('loses the answer'),
      garbles: mood('garbles'),
      silent: mood('silent'),
    },
    async behave() {
      world.mood = 'well';
      restoreAll(world);
      far.speak();
      if (!far.isOpen()) await far.open();
    },
  };
}
