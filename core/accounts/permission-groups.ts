// Permissions as people read them: by what they are about, in the order of pages and documents (AD-1).
import type { Permission } from './permissions.ts';

export interface PermissionGroup {
  /** Of its heading, `permissions.<key>`. */
  key: string;
  permissions: Permission[];
}

/** Every permission stands in one of them; a test sees to it. */
export const PERMISSION_GROUPS: PermissionGroup[] = [
  {
    key: 'conversations',
    permissions: [
      'conversation.read',
      'conversation.answer',
      'conversation.manage',
      'conversation.take',
      'conversation.erase',
      'message.reveal',
      'library.use',
      'library.manage',
      'view.edit',
      'view.share',
      'search',
    ],
  },
  {
    key: 'people',
    permissions: [
      'contact.read',
      'contact.edit',
      'contact.erase',
      'record.read',
      'record.edit',
      'record.manage',
      'import',
      'export',
    ],
  },
  { key: 'tickets', permissions: ['ticket.read', 'ticket.edit', 'pipeline.manage'] },
  {
    key: 'channels',
    permissions: ['channel.read', 'channel.manage', 'inbox.manage', 'inbox.all', 'ledger.read'],
  },
  {
    key: 'desk',
    permissions: [
      'user.read',
      'user.manage',
      'role.manage',
      'workspace.manage',
      'audit.read',
      'report.read',
      'event.read',
      'api.manage',
      'metrics.read',
      'backup',
    ],
  },
];
