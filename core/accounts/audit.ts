// The audit log: who did what to what, when and from where (PR-2).
import { AuditEntry } from '../database/entities/people.ts';
import type { AccountsDeps } from './deps.ts';
import type { AuditView } from './people.ts';
import { demand, type Viewer } from './permissions.ts';

export interface Audit {
  /** Writes an entry, in the surrounding transaction when there is one. No secrets in `detail`. */
  write(viewer: Viewer, action: string, subject: string, detail?: Record<string, unknown>, ip?: string): Promise<void>;
  /** Newest first; `before` is the id of the last entry of the page above. Demands `audit.read`. */
  list(
    viewer: Viewer,
    filter?: { before?: number; userId?: number; action?: string; limit?: number },
  ): Promise<AuditView[]>;
}

export function createAudit({ database, clock }: AccountsDeps): Audit {
  return {
    async write(viewer, action, subject, detail = {}, ip = viewer.ip) {
      const entry = { at: clock.now(), userId: viewer.userId || null, action, subject, detail, ip };
      await database.write((em) => em.insert(AuditEntry, entry));
    },
    async list(viewer, { before, userId, action, limit = 50 } = {}) {
      demand(viewer, 'audit.read');
      const where = {
        ...(before === undefined ? {} : { id: { $lt: before } }),
        ...(userId === undefined ? {} : { userId }),
        ...(action === undefined ? {} : { action: { $like: `${action.replace(/[%_\\]/g, '')}%` } }),
      };
      const found = await database
        .read()
        .find(AuditEntry, where, { orderBy: { id: 'desc' }, limit: Math.min(limit, 200) });
      return found.map(({ id, at, userId: who, action: what, subject, detail, ip }) => ({
        id,
        at,
        userId: who ?? null,
        action: what,
        subject,
        detail,
        ip,
      }));
    },
  };
}
