// What a failed answer about a number means, in WhatsApp's words.
import type { SendResult } from '../../../../core/contract/outbound.ts';
import { reason, type Reason } from '../../../../core/contract/reason.ts';
import type { GraphError } from '../../graph/client.ts';
import { failuresOf } from '../../graph/failures.ts';
import { MARKETING } from '../../graph/opting.ts';
import { errorReason, meaningOf } from './errors.ts';
import { OPTED_OUT } from './statuses.ts';

export const unreachable = (): Reason => reason('whatsapp.unreachable', 'WhatsApp does not answer at the moment.');

const failures = failuresOf({
  signedOut: 'whatsapp.failed.signed_out',
  unreachable,
  unclear: () => reason('whatsapp.unclear', 'WhatsApp did not say whether it took the message.'),
  meaningOf,
  errorReason,
});

export const { isAccountTrouble, isSignedOut, told, unclear, leftoverOf } = failures;

/** Whoever wants no marketing any more is written to no more of it. */
export function resultOf(failed: GraphError): SendResult {
  const result = failures.resultOf(failed);
  return result.outcome === 'rejected' && failed.code === OPTED_OUT ? { ...result, objects: MARKETING } : result;
}
