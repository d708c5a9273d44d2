// Whether somebody wants what is about to be sent: refusals and missing consent stop advertising and automation (WA-13).
import type { ConversationContext } from '../contract/capabilities.ts';
import type { Connection } from '../contract/connection.ts';
import type { Part, TemplatePart } from '../contract/part.ts';
import { reason, type Reason } from '../contract/reason.ts';
import { templateAmong } from './templates.ts';

interface About {
  connection: Pick<Connection, 'capabilities' | 'templates'>;
  context: ConversationContext;
  parts: Part[];
  /** A chatflow answers a customer who is there. */
  isFlow: boolean;
}

/** What people write themselves is always theirs to write; so is what a chatflow answers. */
export async function consentRefusal({ connection, context, parts, isFlow }: About): Promise<Reason | null> {
  const { consent } = connection.capabilities(context);
  if (!consent || isFlow) return null;
  const given = context.consents[consent.purpose];
  const template = parts.find((part) => part.type === 'template');
  if (given === true || (context.author === 'person' && !template)) return null;
  const isUnasked = context.author === 'automation' || (await categoryOf(connection, template!)) === 'marketing';
  if (!isUnasked) return null;
  const params = { purpose: consent.purpose };
  if (given === false) return reason('outbound.opted_out', 'They have said that they want no such messages.', params);
  return template && consent.asked
    ? reason('outbound.not_opted_in', 'They have not agreed to such messages yet.', params)
    : null;
}

/** As the far side files it now. */
async function categoryOf(connection: About['connection'], template: TemplatePart): Promise<string | undefined> {
  const all = (await connection.templates?.()) ?? [];
  return templateAmong(all, template)?.category.toLowerCase();
}
