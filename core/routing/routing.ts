// The door to routing: who gets a conversation of an account, and why (CH-4, TK-3).
import type { Conversations } from '../conversations/conversations.ts';
import type { Database } from '../database/database.ts';
import type { Events } from '../events/events.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Routing } from './assignment.ts';
import { candidatesFor, chosen, isOneThere, workload, type Needs } from './candidates.ts';
import { decide } from './decision.ts';
import { placeOf, type TicketNeeds } from './ticket-place.ts';
import { createSkillKeeping } from './skills.ts';
import { createSkillsNeeded } from './skills-needed.ts';
import type { Skills } from './skill-shapes.ts';

export type { Assignment, Considered, Decision, Hindrance, Routing, Workload } from './assignment.ts';
export { handOut } from './handing.ts';
export { handOutWaiting } from './waiting.ts';
export type { NewSkillRule, Skill, SkillCondition, SkillRule, Skills } from './skill-shapes.ts';
export { CONDITIONS } from './skill-shapes.ts';

export interface RoutingNeeds extends Needs, TicketNeeds {
  events: Pick<Events, 'add'>;
  clock: Clock;
  conversations: Pick<Conversations, 'happened'>;
}

export function createRouting(needs: RoutingNeeds): Routing {
  const skills = { ...createSkillKeeping(needs), ...createSkillsNeeded(needs) };
  const answer = answerWith(needs, skills);
  return {
    skills,
    placeOf: (...asked) => placeOf(needs, ...asked),
    assign: (...asked) =>
      needs.database.write(async () => {
        const assignment = await answer(...asked);
        if (assignment.userId !== null && assignment.decision?.by !== 'owner')
          await tookTurn(needs.database, assignment.userId);
        return assignment;
      }),
    rehearse: (...asked) => answer(...asked),
    workload: () => workload(needs),
    isAnybodyThere: async (routing) =>
      isOneThere(needs, routing.to === 'people' ? [...(await chosen(needs, routing)).keys()] : 'all'),
  };
}

function answerWith(needs: Needs, { neededBy }: Pick<Skills, 'neededBy'>): Routing['rehearse'] {
  return async ({ id, inboxId, withTicket = false, pipelineId = null }, routing, contactOwnerId) => {
    const skills = await neededBy(id);
    const people = routing.to === 'people' ? await chosen(needs, routing) : new Map();
    const candidates = await candidatesFor(needs, people, { inboxId, pipelineId }, skills);
    const ownerId = routing.to === 'contact owner' ? contactOwnerId : null;
    const owners = new Map(ownerId === null ? [] : [[ownerId, null]]);
    const [owner = null] = await candidatesFor(needs, owners, { inboxId, pipelineId }, []);
    return decide({ routing, skills: skills.map(({ name }) => name), withTicket, candidates, owner });
  };
}

/** Written down, so that turns go on after a restart; one transaction after the other, so that none is taken twice. */
async function tookTurn(database: Database, userId: number): Promise<void> {
  await database.run(
    `insert into assignment_turn (user_id, turn) values (?, (select coalesce(max(turn), 0) + 1 from assignment_turn))
     on conflict (user_id) do update set turn = excluded.turn`,
    [userId],
  );
}
