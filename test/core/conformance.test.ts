// The conformance kit over the test channel, and over copies with a fault planted: the kit finds every one (PL-2).
import { join } from 'node:path';
import t from 'tap';
import { conformance, examine, type ChannelUnderTest } from '../conformance/conformance.ts';
import { FIXTURE_PLUGINS } from '../support/desk.ts';
import { pigeonFarSide } from '../support/pigeon-far-side.ts';
import { plantedPigeon, type Fault } from '../support/planted-pigeon.ts';

// Some thirty desks are booted in here.
t.setTimeout(400_000);

const pigeon = (folder: string): ChannelUnderTest => ({
  folder,
  farSide: pigeonFarSide,
  situations: [{ settings: { window: 24 } }, { settings: { window: 1 } }, { notes: { storm: true } }],
});

t.test('the pigeon conforms', (t) => conformance(t, pigeon(join(FIXTURE_PLUGINS, 'pigeon'))));

/** What is done, which check finds it, and what the check says. */
const LIES: Record<string, { fault: Fault; check: string; says: RegExp }> = {
  'throws in parse at what it does not expect': {
    fault: ['inbound.ts', 'if (!Array.isArray(given)) return ILLEGIBLE;', ''],
    check: 'rubbish is answered, never thrown at',
    says: /cannot|null/i,
  },
  'hands on what it did not look at': {
    fault: ['inbound.ts', 'isMaybe(value.name, isText)', 'value.name !== 1'],
    check: 'rubbish is answered, never thrown at',
    says: /sample-/,
  },
  'reads the same letter differently': {
    fault: ['inbound.ts', 'const event: Written = {', 'const event: Written = { summary: Math.random(),'],
    check: 'samples are read the same every time, in any order',
    says: /other events/,
  },
  'swallows what it does not know': {
    fault: ['inbound.ts', '? { events } : ILLEGIBLE', '? { events } : { events: [] }'],
    check: 'what is unknown is shown',
    says: /neither shown/,
  },
  'makes a new message of every copy': {
    fault: ['inbound.ts', 'event.parts = event.parts.map(toPart);', 'event.id = String(Math.random());'],
    check: 'duplicates make one message',
    says: /more messages/,
  },
  'claims to delete without a method': {
    fault: ['connection.ts', 'react: true,', 'react: true, delete: { within: 60 },'],
    check: 'capabilities and methods agree',
    says: /claim delete/,
  },
  'claims to type and throws': {
    fault: [
      'connection.ts',
      "void (await loft.post('/typing', { to: to.value, on }))",
      'JSON.parse(`${to.value}${on}`)',
    ],
    check: 'what is claimed is done',
    says: /it throws/,
  },
  'has capabilities that are never the same': {
    fault: [
      'connection.ts',
      'capabilities: () => CAPABILITIES',
      'capabilities: () => ({ ...CAPABILITIES, mediaCount: Math.random() })',
    ],
    check: 'capabilities and policy are pure',
    says: /differently/,
  },
  'changes its capabilities but not their id': {
    fault: [
      'connection.ts',
      'capabilities: () => CAPABILITIES',
      'capabilities: ({ settings }) => ({ ...CAPABILITIES, markRead: settings.window === 24 })',
    ],
    check: 'capabilities and policy are pure',
    says: /must change with them/,
  },
  'asks the network for its policy': {
    fault: ['connection.ts', '    policy,', '    policy: (about) => (void loft.greet(), policy(about)),'],
    check: 'capabilities and policy are pure',
    says: /reaches out/,
  },
  'keeps a window open a moment too long': {
    fault: ['connection.ts', 'if (now < until)', 'if (now <= until)'],
    check: 'policy holds around each limit',
    says: /still at|is over/,
  },
  'promises to carry what it then refuses': {
    fault: [
      'connection.ts',
      'send: ({ key, to, parts, references }, { number, signal }) =>',
      `send: async ({ key, to, parts, references }, { number, signal }) =>
        parts[0]!.type === 'template' ? { outcome: 'rejected' as const, why: reason('pigeon.no', 'No') } :`,
    ],
    check: 'everything the plan lets through is taken',
    says: /a template/,
  },
  'gives two messages one name': {
    fault: [
      'remote.ts',
      '(await response.json()) as SendResult',
      "{ outcome: 'accepted', id: 'the-same' } as SendResult",
    ],
    check: 'everything the plan lets through is taken',
    says: /was given before/,
  },
  'says accepted to a refusal': {
    fault: [
      'remote.ts',
      "return { outcome: 'rejected', why: reason('pigeon.refused', 'The loft does not take this letter.') }",
      "return { outcome: 'accepted', id: 'x' }",
    ],
    check: 'refuses: final',
    says: /ends with accepted/,
  },
  'tries again although it may have arrived': {
    fault: ['remote.ts', "return { outcome: 'unknown'", "return { outcome: 'retry'"],
    check: 'loses the answer: unclear',
    says: /promised is unknown/,
  },
  'throws when an answer makes no sense': {
    fault: ['remote.ts', '      return lost(error);', '      throw error;'],
    check: 'garbles: unclear',
    says: /send\(\) throws/,
  },
  'does not tell of a lost sign-in': {
    fault: ['remote.ts', "return { outcome: 'retry', why, account: true };", "return { outcome: 'retry', why };"],
    check: 'stranger: the account waits for a sign-in',
    says: /account: true/,
  },
  'does not stop when told to': {
    fault: ['connection.ts', 'attempt: number }, signal)', 'attempt: number })'],
    check: 'silent: unclear, and it stops when told',
    says: /told to stop/,
  },
  'takes any key': {
    fault: ['connect.ts', "if (answer === 'stranger')", "if (answer === 'nobody')"],
    check: 'connecting with a wrong secret is refused and stores nothing',
    says: /although the secret is wrong/,
  },
  'takes the same loft for another one': {
    fault: ['connect.ts', 'uniqueId: name', 'uniqueId: name + Math.random()'],
    check: 'connecting twice is refused and says where it is connected',
    says: /connected twice/,
  },
  'keeps a key as plain text': {
    fault: ['settings.ts', "key: { type: 'secret'", "key: { type: 'text'"],
    check: 'settings are declared soundly, secrets as secrets',
    says: /holds a secret/,
  },
  'has no word of German for a field': {
    fault: ['locales/de.json', '"settings.loft.label"', '"settings.attic.label"'],
    check: 'every text is there in English and German',
    says: /de\.json has no "settings\.loft\.label"/,
  },
  'believes everybody': {
    fault: ['routes.ts', 'return reply.code(401).send();', 'request.log.info({});'],
    check: 'webhooks are believed with their signature only',
    says: /is answered 200, not 401/,
  },
  'says thanks before it is written down': {
    fault: [
      'routes.ts',
      "await account.receive({ key, type: 'application/json', body });",
      "void account.receive({ key, type: 'application/json', body }).catch(() => {});",
    ],
    check: 'what cannot be written down is not thanked for',
    says: /not 5xx/,
  },
  'promises receipts it cannot read': {
    fault: ['inbound.ts', "'delivered', 'read',", "'delivered',"],
    check: 'receipts only move forward',
    says: /no receipt of that status/,
  },
  'does not close': {
    fault: ['connection.ts', 'close: async () => {}', 'close: () => new Promise(() => {})'],
    check: 'it closes within two seconds',
    says: /does not close/,
  },
  'writes its key into the log': {
    fault: [
      'connection.ts',
      'const loft = new Loft(context);',
      'const loft = new Loft(context); context.log.info({ with: String(context.account.settings.key) }, "Opened");',
    ],
    check: 'no secret is seen',
    says: /a log line .* shows a secret/,
  },
};

t.test('a channel that lies is found out', async (t) => {
  for (const [lie, { fault, check, says }] of Object.entries(LIES)) {
    const folder = await plantedPigeon(t, fault);
    const [report] = await examine(pigeon(folder), [check]);
    t.match(report?.findings.join('\n') ?? 'there is no such check', says, `that ${lie}`);
  }
});

t.test('a channel that cannot be loaded fails every check with the reason', async (t) => {
  const folder = await plantedPigeon(t, ['plugin.ts', 'contract: 1', 'contract: 99']);
  const [report] = await examine(pigeon(folder), ['the manifest is whole']);
  t.match(report?.findings.join(), /made for contract 99/);
});
