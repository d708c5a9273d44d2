// Whatever the settings and whoever is there: routing decides as a plain reference does (CH-4, TK-3).
import t from 'tap';
import { seeded } from '../../core/cli/sample/random.ts';
import { decide, type Candidate, type Question } from '../../core/routing/decision.ts';

const QUESTIONS = 4000;

type Chance = ReturnType<typeof seeded>;

function somebody({ whole, happens, pick }: Chance, userId: number): Candidate {
  return {
    userId,
    name: `U${userId}`,
    team: happens(0.3) ? { id: 9, name: 'Support' } : null,
    available: happens(0.7),
    onCall: happens(0.15),
    mayAnswer: happens(0.85),
    seesTicket: happens(0.85),
    turn: whole(0, 4),
    conversations: whole(0, 4),
    tickets: whole(0, 4),
    conversationLimit: pick([0, 0, 2, 4]),
    ticketLimit: pick([0, 0, 2, 4]),
    lacks: happens(0.3) ? ['Dutch'] : [],
  };
}

function question(chance: Chance): Question {
  const { happens, pick, whole } = chance;
  const candidates = Array.from({ length: whole(0, 6) }, (_, at) => somebody(chance, at + 1));
  return {
    routing: {
      to: pick(['people', 'people', 'people', 'contact owner', 'nobody']),
      userIds: candidates.map(({ userId }) => userId),
      teamIds: [],
      onlyAvailable: happens(0.6),
      by: pick(['turn', 'load']),
      withoutSkill: pick(['wait', 'anybody']),
    },
    skills: ['Dutch'],
    withTicket: happens(0.5),
    candidates,
    owner: happens(0.7) ? somebody(chance, 99) : null,
  };
}

/** As docs/routing.md says it, each sentence for itself. */
function reference({ routing, withTicket, candidates, owner }: Question): number | null {
  const isThere = (one: Candidate) => !routing.onlyAvailable || (one.available && !one.onCall);
  if (routing.to === 'nobody') return null;
  if (routing.to === 'contact owner')
    return owner && owner.mayAnswer && owner.seesTicket && isThere(owner) ? owner.userId : null;
  const hasRoom = (one: Candidate) =>
    (one.conversationLimit === 0 || one.conversations < one.conversationLimit) &&
    (!withTicket || one.ticketLimit === 0 || one.tickets < one.ticketLimit);
  const able = candidates.filter((one) => one.mayAnswer && one.seesTicket && isThere(one) && hasRoom(one));
  const skilled = able.filter(({ lacks }) => lacks.length === 0);
  const from = skilled.length > 0 || routing.withoutSkill !== 'anybody' ? skilled : able;
  const before = (one: Candidate, other: Candidate): boolean => {
    const [load, otherLoad] = [one.conversations + one.tickets, other.conversations + other.tickets];
    if (routing.by === 'load' && load !== otherLoad) return load < otherLoad;
    return one.turn === other.turn ? one.userId < other.userId : one.turn < other.turn;
  };
  return from.find((one) => from.every((other) => one === other || before(one, other)))?.userId ?? null;
}

t.test('who gets it is who the reference says, in whatever order people stand', async (t) => {
  const chance = seeded(20);
  const faults: string[] = [];
  let given = 0;
  for (let number = 1; number <= QUESTIONS; number += 1) {
    const asked = question(chance);
    const frozen = JSON.stringify(asked);
    const { userId } = decide(asked);
    const turned = decide({ ...asked, candidates: asked.candidates.toReversed() });
    if (userId !== reference(asked) || turned.userId !== userId) faults.push(`question ${number}: ${frozen}`);
    if (JSON.stringify(asked) !== frozen) faults.push(`question ${number} was changed`);
    given += Number(userId !== null);
  }
  t.ok(given > QUESTIONS / 4 && given < (QUESTIONS * 3) / 4, `${given} of them were given to somebody`);
  t.strictSame(faults, []);
});

t.test('whoever is passed over has a reason, and who comes before the chosen one has one too', async (t) => {
  const chance = seeded(21);
  const faults: string[] = [];
  for (let number = 1; number <= QUESTIONS; number += 1) {
    const asked = question(chance);
    const { userId, decision, reason } = decide(asked);
    const said = `question ${number}: ${JSON.stringify({ asked, decision })}`;
    if (!/^routing\.\w+$/.test(reason.code) || reason.text === '') faults.push(said);
    if (asked.routing.to === 'nobody') continue;
    if (decision?.chosenId !== userId) faults.push(said);
    const place = decision!.considered.findIndex((one) => one.userId === userId);
    for (const [at, { hindrance }] of decision!.considered.entries()) {
      if (at === place ? hindrance !== null : hindrance === null && (place === -1 || at < place)) faults.push(said);
    }
  }
  t.strictSame(faults, []);
});

t.test('nobody who was not chosen makes a difference by leaving', async (t) => {
  const chance = seeded(22);
  const faults: string[] = [];
  for (let number = 1; number <= QUESTIONS; number += 1) {
    const asked = question(chance);
    const { userId } = decide(asked);
    if (userId === null || asked.routing.to !== 'people') continue;
    const other = asked.candidates.find((one) => one.userId !== userId);
    const candidates = asked.candidates.filter((one) => one !== other);
    if (decide({ ...asked, candidates }).userId !== userId) faults.push(`question ${number}: ${JSON.stringify(asked)}`);
  }
  t.strictSame(faults, []);
});
