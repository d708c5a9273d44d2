// Whether a webhook makes sense as it was written down.
import { demandOver, type Viewer } from '../accounts/accounts.ts';
import { EVENT_TYPES } from '../events/events.ts';
import { invalid } from '../kernel/errors.ts';
import type { Needs, NewWebhook } from './shapes.ts';

/** Each gets a row for everything it asks for. */
export const MOST_WEBHOOKS = 20;
const LONGEST_ADDRESS = 2000;
const LONGEST_DESCRIPTION = 120;

/** Nobody is shown, or lets a program hear, what they may not see themselves (WS-7). Throws `more_than_own` (403). */
export function demandSight(viewer: Viewer, { inboxIds, types }: Pick<NewWebhook, 'inboxIds' | 'types'>): void {
  const { inboxIds: seen, withheld } = viewer;
  const tells = (of: string) => types === null || types.some((type) => type.startsWith(of));
  if (withheld.pipelineIds.length > 0 && (tells('ticket.') || tells('pipeline.')))
    demandOver(viewer, ['pipeline.manage']);
  if (withheld.recordTypes.length > 0 && tells('record.')) demandOver(viewer, ['record.manage']);
  if (seen !== 'all' && !inboxIds?.every((id) => seen.includes(id))) demandOver(viewer, ['inbox.all']);
}

/** Throws `invalid` with fields. Asks the name server, so not inside `write`. */
export async function checked(needs: Needs, given: NewWebhook): Promise<NewWebhook> {
  const [description, address] = [given.description.trim(), given.address.trim()];
  const types = given.types && EVENT_TYPES.filter((type) => given.types!.includes(type));
  const inboxIds = given.inboxIds && [...new Set(given.inboxIds)];
  const wrong: Record<string, string> = {};
  if (description === '' || description.length > LONGEST_DESCRIPTION) wrong.description = 'wrong.name';
  if (types && (types.length === 0 || types.length < new Set(given.types).size)) wrong.types = 'wrong.webhook_types';
  if (inboxIds && !(await areInboxes(needs, inboxIds))) wrong.inboxIds = 'wrong.webhook_inboxes';
  const wrongAddress = await whatIsWrong(needs, address);
  if (wrongAddress) wrong.address = wrongAddress;
  if (Object.keys(wrong).length > 0) throw invalid(wrong);
  return { description, address, types, inboxIds };
}

async function whatIsWrong({ network }: Needs, address: string): Promise<string | null> {
  if (address.length > LONGEST_ADDRESS) return 'wrong.too_long';
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return 'wrong.web_address';
  const port = url.port || (url.protocol === 'https:' ? 443 : 80);
  // What customers write does not go through the world unencrypted.
  if (url.protocol === 'http:' && !network.isAllowed(url.hostname, port)) return 'wrong.webhook_plain';
  return (await network.mayReach(url.hostname, port)) ? null : 'wrong.not_reachable';
}

async function areInboxes({ database }: Needs, ids: number[]): Promise<boolean> {
  if (ids.length === 0) return false;
  const known = await database.rows('select id from inbox where id in (?)', [ids]);
  return known.length === ids.length;
}
