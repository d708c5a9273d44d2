// What Meta's words for the standing of a template come to.
import type { Template, TemplateStatus } from '../../../../core/contract/template.ts';
import { text } from '../../graph/json.ts';

const STATUSES: Record<string, TemplateStatus> = {
  APPROVED: 'approved',
  // Warned, but still delivered.
  FLAGGED: 'approved',
  REINSTATED: 'approved',
  UNARCHIVED: 'approved',
  PENDING: 'pending',
  IN_APPEAL: 'pending',
  REJECTED: 'rejected',
  PAUSED: 'paused',
};

/** A word nobody knows is none that lets it be sent. */
export function statusOf(word: unknown): TemplateStatus {
  const known = text(word).toUpperCase();
  return Object.hasOwn(STATUSES, known) ? STATUSES[known]! : 'disabled';
}

const QUALITIES: Record<string, Template['quality']> = { GREEN: 'high', YELLOW: 'medium', RED: 'low' };

export function qualityOf(word: unknown): NonNullable<Template['quality']> {
  return QUALITIES[text(word).toUpperCase()] ?? 'unknown';
}
