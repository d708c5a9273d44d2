// Whose names and faces stand above a chat (CT-2).
import type { AccountContext } from '../../../core/contract/context.ts';
import type { Team, TeamMember } from '../../../core/contract/people.ts';
import { settingsOf, type ChatSettings } from '../settings.ts';

export interface Face {
  name: string;
  /** A `data:` address, or initials. */
  face: string;
}

export interface Heading {
  /** What stands above the chat. */
  name: string;
  people: Face[];
}

const MOST = 3;

/** The people behind `user:3` and `team:2`, each once. */
export function peopleOf(chosen: readonly string[], team: Team): TeamMember[] {
  const ids = new Set(
    chosen.flatMap((one) => {
      const [kind, id] = [one.split(':')[0], Number(one.split(':')[1])];
      return kind === 'team' ? (team.teams.find((each) => each.id === id)?.memberIds ?? []) : [id];
    }),
  );
  return team.members.filter(({ id }) => ids.has(id));
}

/** Of more than three, three at random: others at every load. `random` gives numbers from 0 to below 1. */
export async function headingOf(
  context: Pick<AccountContext, 'account' | 'team' | 'workspace'>,
  settings: ChatSettings = settingsOf(context.account),
  random: () => number = Math.random,
): Promise<Heading> {
  const { headingOf: kind, headingName, headingPicture, headingPeople, title } = settings;
  const own = headingName || title || (await context.workspace()).name;
  const people = kind === 'own' ? [] : peopleOf(headingPeople, await context.team());
  if (people.length === 0) return { name: own, people: [{ name: own, face: headingPicture || initialsOf(own) }] };
  const shown = people.length > MOST ? drawn(people, random) : people;
  return { name: headingName || shown.map(({ firstName }) => firstName).join(', '), people: shown.map(faceOf) };
}

export function faceOf({ name, firstName }: Pick<TeamMember, 'name' | 'firstName'>): Face {
  return { name: firstName || name, face: initialsOf(name) };
}

export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0]!, words.at(-1)!] : words;
  return letters.map((word) => [...word][0]!.toUpperCase()).join('') || '?';
}

function drawn(people: TeamMember[], random: () => number): TeamMember[] {
  const rest = [...people];
  return Array.from({ length: MOST }, () => rest.splice(Math.floor(random() * rest.length), 1)[0]!);
}
