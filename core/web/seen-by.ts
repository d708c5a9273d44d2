// Who can be chosen to see something, and who sees each thing that not everybody does, in words (AD-1).
import type { FastifyRequest } from 'fastify';
import type { Restrictable } from '../accounts/accounts.ts';
import { seenByWords, type People } from './present/sharing.ts';
import { presentFor } from './reader.ts';
import type { WebParts } from './rooms.ts';

export async function everybody({ rooms }: WebParts): Promise<People> {
  const users = await rooms.accounts.users.list();
  return { teams: await rooms.accounts.teams.list(), users: users.filter(({ status }) => status !== 'disabled') };
}

/** Asked one by one: there are few. Undefined where everybody sees it. */
export async function seenBy(
  parts: WebParts,
  request: FastifyRequest,
): Promise<(thing: Restrictable) => Promise<string | undefined>> {
  const people = await everybody(parts);
  const present = presentFor(parts, request);
  return async (thing) => seenByWords(present, await parts.rooms.accounts.restrictions.of(thing), people);
}
