// Two people on one form: it carries the mark of what it was drawn from, so that who saves second does not undo the first unseen.
import { createHash } from 'node:crypto';

/** The field of the mark. */
export const SEEN = 'seen';

function markOf(shown: unknown): string {
  return createHash('sha256').update(JSON.stringify(shown)).digest('base64url').slice(0, 22);
}

/** Hidden in a form that is drawn from `shown`; one that is only drawn anew while somebody types keeps the mark it had. */
export function seenField(shown: unknown, kept = ''): { name: string; value: string } {
  return { name: SEEN, value: kept || markOf(shown) };
}

/** Whether `shown` is another than the form with this mark was drawn from; without a mark it is taken as it comes. */
export function isOutdated(seen: string, shown: unknown): boolean {
  return seen !== '' && seen !== markOf(shown);
}
