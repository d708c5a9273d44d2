// What stands in a thread beside its messages, as the public conversations API has it: comments, who got it, what became of it.
import type { OfferedLine } from '../../../core/contract/offers.ts';

const TYPES = {
  comment: 'COMMENT',
  assigned: 'ASSIGNMENT',
  status: 'THREAD_STATUS_CHANGE',
  moved: 'THREAD_INBOX_CHANGE',
} as const;

export function publicLine(line: OfferedLine, threadId: string): object {
  const at = line.at.toISOString();
  const createdBy = line.by === null ? 'S-hubdesk' : actorId(line.by);
  return {
    ...{
      id: line.id,
      type: TYPES[line.kind],
      conversationsThreadId: threadId,
      createdAt: at,
      updatedAt: at,
      createdBy,
    },
    ...{ client: { clientType: 'HUBSPOT' }, senders: [{ actorId: createdBy }], recipients: [], archived: false },
    ...aboutOf(line),
  };
}

function aboutOf(line: OfferedLine): object {
  switch (line.kind) {
    case 'comment':
      return { text: line.text, ...(line.html && { richText: line.html }), attachments: [] };
    case 'assigned':
      return {
        ...(line.to !== null && { assignedTo: actorId(line.to) }),
        ...(line.from !== null && { assignedFrom: actorId(line.from) }),
      };
    case 'status':
      return { newStatus: line.status === 'closed' ? 'CLOSED' : 'OPEN' };
    case 'moved':
      return {
        ...(line.to !== null && { toInboxId: String(line.to) }),
        ...(line.from !== null && { fromInboxId: String(line.from) }),
      };
  }
}

function actorId(userId: number): string {
  return `A-${userId}`;
}
