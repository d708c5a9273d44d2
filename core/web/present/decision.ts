// How routing decided: a sentence for the thread's line, and everybody it looked at for the details (CH-4, TK-3).
import type { Considered, Decision } from '../../routing/routing.ts';
import type { Fact } from '../models/aside.ts';
import { type Present, text } from './marks.ts';

/** So many are named in the line; all of them in the details. */
const NAMED = 2;

/** Who would have got it and has too much to do or does not see its ticket, and whether skills were passed over. */
export function limitsNoted(present: Present, { considered, chosenId, skills, skillsIgnored }: Decision): string[] {
  const chosenAt = considered.findIndex(({ userId }) => userId === chosenId);
  const before = chosenAt === -1 ? [] : considered.slice(0, chosenAt);
  const full = before.filter(({ hindrance }) => hindrance?.endsWith('limit')).slice(0, NAMED);
  const hidden = before.filter(({ hindrance }) => hindrance === 'ticket hidden').slice(0, NAMED);
  const lines = [
    ...full.map(({ name, limit }) => text(present, 'decision.noted.limit', { name, limit: limit! })),
    ...hidden.map(({ name }) => text(present, 'decision.noted.hidden', { name })),
  ];
  return skillsIgnored ? [text(present, 'decision.noted.skills', { skills: skills.join(', ') }), ...lines] : lines;
}

export function decisionFacts(present: Present, decision: Decision): Fact[] {
  const { considered, more, skills } = decision;
  const needed = { label: text(present, 'decision.needs'), value: skills.join(', ') };
  const others = { label: text(present, 'decision.others'), value: text(present, 'decision.more', { count: more }) };
  return [
    ...(skills.length > 0 ? [needed] : []),
    ...considered.map((one) => ({
      label: one.team ? text(present, 'decision.of_team', { name: one.name, team: one.team }) : one.name,
      value: `${outcome(present, one, decision)} · ${text(present, 'decision.load', loadOf(one))}`,
    })),
    ...(more > 0 ? [others] : []),
  ];
}

function loadOf({ conversations, tickets }: Considered) {
  return { conversations, tickets };
}

function outcome(present: Present, one: Considered, { chosenId }: Decision): string {
  if (one.userId === chosenId) return text(present, 'decision.chosen');
  if (!one.hindrance) return text(present, 'decision.later');
  const params = { limit: one.limit ?? 0, skills: (one.lacks ?? []).join(', ') };
  return text(present, `decision.hindrance.${one.hindrance.replaceAll(' ', '_')}`, params);
}
