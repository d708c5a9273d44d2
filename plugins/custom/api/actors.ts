// Who takes part, as the public conversations API names them: a letter for the kind, then an id.
import { missing, WireError } from '../wire/errors.ts';
import { bodyOf, type Asked, type Route } from './asking.ts';

export interface Actor {
  id: string;
  type: 'AGENT' | 'INTEGRATOR' | 'SYSTEM';
  name: string;
}

export const actorRoutes: Route[] = [
  { method: 'GET', url: '/actors/:actorId', answer: one },
  { method: 'POST', url: '/actors/batch/read', answer: several },
];

async function one(asked: Asked): Promise<Actor> {
  const { actorId = '' } = asked.request.params;
  const found = await actorOf(asked, actorId);
  if (!found) throw missing('actor', actorId);
  return found;
}

async function several(asked: Asked): Promise<object> {
  const startedAt = asked.registry.context.now().toISOString();
  const { inputs } = await bodyOf<{ inputs: string[] }>(asked, 'actors');
  const found = await Promise.all(inputs.map((id) => actorOf(asked, id)));
  const unknown = inputs.filter((_id, index) => !found[index]);
  const errors = [{ category: 'OBJECT_NOT_FOUND', message: 'There are no such actors.', context: { ids: unknown } }];
  return {
    ...{ status: 'COMPLETE', results: found.filter(Boolean), startedAt },
    completedAt: asked.registry.context.now().toISOString(),
    ...(unknown.length > 0 && { numErrors: 1, errors }),
  };
}

/** The team, the bridge itself and the desk. Contacts are known by the messages they wrote. */
async function actorOf({ registry, bridge }: Asked, id: string): Promise<Actor | null> {
  const { context } = registry;
  if (id === 'S-hubdesk') return { id, type: 'SYSTEM', name: (await context.workspace()).name };
  if (id === `I-${bridge.id}`) return { id, type: 'INTEGRATOR', name: bridge.name };
  const { members } = await context.team();
  const member = members.find((person) => `A-${person.id}` === id);
  return member ? { id, type: 'AGENT', name: member.name } : null;
}

/** Id of the member of the team behind an actor; throws for anybody else. */
export async function userIn(asked: Asked, actorId: string, place: string): Promise<number> {
  const found = await actorOf(asked, actorId);
  if (found?.type === 'AGENT') return Number(actorId.slice('A-'.length));
  const words = `${place} must be somebody of the team, such as A-1`;
  throw new WireError('VALIDATION_ERROR', `Invalid input JSON: ${words}.`, [{ message: words, in: place }]);
}
