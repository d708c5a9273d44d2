// Whether something may go now: the one rule that composing and sending share.
import type { Connection } from '../contract/connection.ts';
import type { ConversationContext } from '../contract/capabilities.ts';
import type { Part, TemplatePart } from '../contract/part.ts';
import type { Policy } from '../contract/policy.ts';
import type { Reason } from '../contract/reason.ts';
import { templateObstacle } from '../contract/template-filling.ts';
import { noTemplate, templateAmong } from './templates.ts';

/** Why the channel's policy lets these parts not go (any more); null when it does. No parts: something that is none. */
export function policyRefusal(policy: Policy, parts: Part[], author: ConversationContext['author']): Reason | null {
  if (policy.state === 'closed') return policy.why;
  if (policy.state === 'human only') return author === 'automation' ? policy.why : null;
  if (policy.state === 'open') return null;
  return parts.length > 0 && parts.every(({ type }) => type === 'template') ? null : policy.why;
}

/** Why a template among the parts cannot be sent. What the channel does not list is left to the far side to judge. */
export async function templateRefusal(connection: Connection, parts: Part[]): Promise<Reason | null> {
  const wanted = parts.filter((part): part is TemplatePart => part.type === 'template');
  if (wanted.length === 0 || !connection.templates) return null;
  const known = await connection.templates();
  if (known.length === 0) return null;
  for (const one of wanted) {
    const found = templateAmong(known, one);
    const why = found ? templateObstacle(found) : noTemplate(one);
    if (why) return why;
  }
  return null;
}
