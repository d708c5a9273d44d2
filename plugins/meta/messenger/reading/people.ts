// Who somebody is on Messenger: an id that means something to one page only.
import type { Person } from '../../../../core/contract/address.ts';
import { fields, firstText, text } from '../../graph/json.ts';

/** Until somebody has a conversation, the check box of a site names them by an id of its own. */
export function personOf(party: unknown): Person {
  const { id, user_ref: siteId } = fields(party);
  const value = text(id) || (text(siteId) && `ref:${text(siteId)}`);
  return { address: { kind: 'handle', value } };
}

/** The page as one who says something. */
export function pageOf(party: unknown, pageId: string): Person {
  return { address: { kind: 'handle', value: firstText(fields(party).id, pageId) } };
}
