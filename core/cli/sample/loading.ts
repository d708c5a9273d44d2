// Loads the invented company: founds it, then lets sixty days pass in order, one thing after the other.
import type { Viewer } from '../../accounts/accounts.ts';
import type { Desk } from '../../boot.ts';
import { foundCompany, type Keep } from './company.ts';
import { makeDeals } from './deals.ts';
import { openChats } from './chats.ts';
import { beginDrafts, fillAddressBook, leaveSomeUnread, showViews, sortTickets, troubleSending } from './finish.ts';
import { fillLibrary } from './library.ts';
import { oddities } from './oddities.ts';
import { openPast } from './past.ts';
import { seeded } from './random.ts';
import { promise } from './service-levels.ts';
import { castStories, DAYS, endings } from './script.ts';
import type { Stage } from './stage.ts';
import { showWebhook } from './webhook.ts';
import { leaveDuplicates, leaveTable } from './table.ts';

/** Any number does; this one makes a company that shows well. */
const SEED = 20_231;

export interface Loading {
  /** How many conversations with customers. */
  talks: number;
  keep: Keep;
  /** So much of the whole has happened, from 0 to 1. */
  onProgress(part: number): void;
  /** Asked between two things that happen. */
  signal: AbortSignal;
}

/** False when no channel can give an inbox an address, or when it was stopped. */
export async function loadCompany(desk: Desk, viewer: Viewer, loading: Loading): Promise<boolean> {
  const chance = seeded(SEED);
  const now = desk.clock.now();
  const since = new Date(now.getTime() - (DAYS + 1) * 86_400_000);
  const company = await foundCompany(desk, viewer, chance, since, loading.keep);
  if (!company) return false;
  const stage: Stage = { desk, past: openPast(desk, since), company, chance };
  await fillAddressBook(stage);
  await fillLibrary(desk, company);
  const chats = await openChats(stage, viewer, loading.keep, now);
  const casts = castStories(stage, now, loading.talks);
  troubleSending(stage, casts);
  const beats = [
    ...casts.flatMap((cast) => cast.beats),
    ...endings(stage, casts, now),
    ...oddities(stage, casts, now),
    ...chats,
  ];
  const inOrder = beats.toSorted((one, other) => one.at.getTime() - other.at.getTime());
  for (const [index, beat] of inOrder.entries()) {
    if (loading.signal.aborted) return false;
    stage.past.clock.set(beat.at);
    await beat.run();
    loading.onProgress((index + 1) / inOrder.length);
  }
  await sortTickets(stage);
  await makeDeals(stage, now);
  await showViews(stage);
  await promise(stage, loading.keep);
  stage.past.clock.set(now);
  await beginDrafts(stage, casts);
  await leaveSomeUnread(stage);
  await showWebhook(desk, loading.keep, now);
  await leaveDuplicates(stage);
  await leaveTable(stage, viewer);
  return true;
}
