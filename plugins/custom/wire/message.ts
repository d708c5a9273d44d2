// A message as bridges read it: answers of the API and the body of what goes out.
import type { Identifier, Party } from './identifiers.ts';

export interface PublicParty {
  actorId?: string;
  name?: string;
  senderField?: string;
  recipientField?: string;
  deliveryIdentifier: Identifier;
}

export interface PublicMessage {
  id: string;
  type: 'MESSAGE';
  channelId: string;
  channelAccountId: string;
  conversationsThreadId: string;
  createdAt: string;
  updatedAt?: string;
  createdBy: string;
  client: { clientType: 'HUBSPOT' | 'INTEGRATION'; integrationAppId?: number };
  senders: PublicParty[];
  recipients: PublicParty[];
  text: string;
  richText?: string;
  subject?: string;
  attachments: object[];
  direction: 'INCOMING' | 'OUTGOING';
  status?: PublicStatus;
  truncationStatus: 'NOT_TRUNCATED';
  inReplyToId?: string;
  archived: boolean;
}

export interface PublicStatus {
  statusType: string;
  failureDetails?: { errorMessage: string; errorMessageTokens: Record<string, string> };
}

export interface PublishedMessage {
  text: string;
  richText?: string;
  messageDirection: 'INCOMING' | 'OUTGOING';
  channelAccountId: string;
  timestamp: string;
  senders: Party[];
  recipients: Party[];
  attachments: Record<string, unknown>[];
  integrationThreadId?: string;
  integrationIdempotencyId?: string;
  inReplyToId?: string;
}

/** A message with what was told of it; `status` is empty while nothing was. */
interface Followed {
  body: PublicMessage;
  status: string;
  error: string;
  updatedAt: Date | null;
}

interface About {
  id: string;
  thread: string;
  channelId: number;
  bridgeId: number;
  now: Date;
}

/** What was published, as the answer to it. */
export function publishedAs(message: PublishedMessage, { id, thread, channelId, bridgeId, now }: About): PublicMessage {
  const party = ({ name, deliveryIdentifier }: Party) => ({ ...(name && { name }), deliveryIdentifier });
  return {
    id,
    type: 'MESSAGE',
    channelId: String(channelId),
    channelAccountId: message.channelAccountId,
    conversationsThreadId: thread,
    createdAt: new Date(message.timestamp).toISOString(),
    updatedAt: now.toISOString(),
    createdBy: `I-${bridgeId}`,
    client: { clientType: 'INTEGRATION', integrationAppId: bridgeId },
    senders: message.senders.map(party),
    recipients: message.recipients.map(party),
    text: message.text,
    ...(message.richText && { richText: message.richText }),
    attachments: message.attachments,
    direction: message.messageDirection,
    status: { statusType: message.messageDirection === 'INCOMING' ? 'RECEIVED' : 'SENT' },
    truncationStatus: 'NOT_TRUNCATED',
    ...(message.inReplyToId && { inReplyToId: message.inReplyToId }),
    archived: false,
  };
}

/** As it stands by now. */
export function publicMessage({ body, status, error, updatedAt }: Followed): PublicMessage {
  return {
    ...body,
    ...(updatedAt && { updatedAt: updatedAt.toISOString() }),
    ...(status && { status: statusOf(status, error) }),
  };
}

function statusOf(statusType: string, errorMessage: string): PublicStatus {
  if (statusType !== 'FAILED') return { statusType };
  return { statusType, failureDetails: { errorMessage, errorMessageTokens: {} } };
}
