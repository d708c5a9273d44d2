// Until when one may write: the channel's policy is pure, so it is asked for moments to come as well.
import type { ConversationContext } from '../contract/capabilities.ts';
import type { Connection } from '../contract/connection.ts';
import type { Policy } from '../contract/policy.ts';
import { policyRefusal } from './permission.ts';

/** The time in which this author may write freely. */
export interface Window {
  /** When the customer last wrote. */
  began: Date;
  ends: Date;
  /** What holds afterwards. */
  after: Policy['state'];
}

/** Steps in which a channel narrows what is allowed. */
const MOST = 5;

/** Null where nothing ends, or nothing was open since they wrote. A window that is over is still one. */
export function windowOf(connection: Pick<Connection, 'policy'>, context: ConversationContext): Window | null {
  const { lastInboundAt: began, author } = context;
  if (!began) return null;
  let ends = began;
  for (let step = 0; step < MOST; step += 1) {
    const policy = connection.policy({ ...context, now: ends });
    if (policyRefusal(policy, [], author)) return ends > began ? { began, ends, after: policy.state } : null;
    const until: Date | undefined = 'until' in policy ? policy.until : undefined;
    if (!until || until <= ends) return null;
    ends = until;
  }
  return null;
}
