// Availability: what a person chose, and whether they can be given conversations now (CH-4, NT-1).
import { User } from '../database/entities/people.ts';
import type { BusinessHours } from '../contract/settings.ts';
import { invalid } from '../kernel/errors.ts';
import { areHours, isOpen } from '../kernel/hours.ts';
import type { AccountsDeps } from './deps.ts';
import type { Availability } from './people.ts';
import type { Viewer } from './permissions.ts';
import { userToChange } from './user-rows.ts';

export interface Availabilities {
  /** Own choice: available and away hold whatever happens; automatic follows the open pages, within working hours. */
  choose(viewer: Viewer, availability: Availability): Promise<void>;
  /** The first page of a person opened, or their last one closed. */
  setPresence(userId: number, present: boolean): Promise<void>;
  /** Own hours, or null for any time. Throws `invalid`. */
  setHours(viewer: Viewer, hours: BusinessHours | null): Promise<void>;
  /** Whoever comes into their hours, or out of them, becomes available or not. */
  followHours(): Promise<void>;
  isPresent(userId: number): boolean;
  isAvailable(userId: number): Promise<boolean>;
  /** Which of these people are available now. */
  availableAmong(userIds: number[]): Promise<Set<number>>;
  /** At the start nobody is present yet. */
  startOver(): Promise<void>;
}

const CHOICES: Availability[] = ['available', 'away', 'automatic'];

export function createAvailabilities(deps: AccountsDeps): Availabilities {
  const { database } = deps;
  const present = new Set<number>();
  const availableAmong = async (userIds: number[]) => {
    if (userIds.length === 0) return new Set<number>();
    const where = { id: { $in: userIds }, status: 'active', available: true };
    const found = await database.read().find(User, where, { fields: ['id'] });
    return new Set(found.map(({ id }) => id));
  };
  const follow = (userId: number, choice?: Availability) => write(deps, userId, present.has(userId), choice);
  return {
    async choose(viewer, availability) {
      if (!CHOICES.includes(availability)) throw invalid({ state: 'wrong.choice' });
      await follow(viewer.userId, availability);
    },
    async setPresence(userId, isThere) {
      if (present.has(userId) === isThere) return;
      if (isThere) present.add(userId);
      else present.delete(userId);
      await follow(userId);
    },
    async setHours(viewer, hours) {
      if (hours && !areHours(hours)) throw invalid({ hours: 'wrong.working_hours' });
      await write(deps, viewer.userId, present.has(viewer.userId), undefined, { hours });
    },
    async followHours() {
      for (const id of await withHours(deps)) if (present.has(id)) await follow(id);
    },
    isPresent: (userId) => present.has(userId),
    isAvailable: async (userId) => (await availableAmong([userId])).has(userId),
    availableAmong,
    async startOver() {
      present.clear();
      await database.write((em) =>
        em.nativeUpdate(User, { availability: 'automatic', available: true }, { available: false }),
      );
    },
  };
}

/** Whose availability the clock changes. */
async function withHours({ database }: AccountsDeps): Promise<number[]> {
  const rows = await database.rows<{ id: number }>(
    `select id from desk_user where availability = 'automatic' and working_hours is not null and status = 'active'`,
  );
  return rows.map(({ id }) => id);
}

/** Writes what follows now; says so only when it changed. */
async function write(
  { database, events, clock }: AccountsDeps,
  userId: number,
  isThere: boolean,
  choice?: Availability,
  change?: { hours: BusinessHours | null },
): Promise<void> {
  await database.write(async (em) => {
    const user = await userToChange(em, userId);
    const before = { availability: user.availability, available: user.available };
    if (choice) user.availability = choice;
    if (change) user.workingHours = change.hours;
    const works = isThere && isOpen(user.workingHours ?? undefined, clock.now());
    const open = user.availability === 'available' || (user.availability === 'automatic' && works);
    user.available = open && user.status === 'active';
    if (isThere) user.lastSeenAt = clock.now();
    await em.flush();
    if (before.available === user.available && before.availability === user.availability) return;
    const data = { userId, availability: user.availability, available: user.available };
    await events.add({ type: 'user.changed', actor: `user:${userId}`, data });
  });
}
