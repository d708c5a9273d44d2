// What a failed answer about a page means, in Messenger's words.
import { reason, type Reason } from '../../../../core/contract/reason.ts';
import { failuresOf } from '../../graph/failures.ts';
import { errorReason, meaningOf } from './errors.ts';

export const unreachable = (): Reason => reason('messenger.unreachable', 'Messenger does not answer at the moment.');

export const { isAccountTrouble, isSignedOut, told, unclear, resultOf, leftoverOf } = failuresOf({
  signedOut: 'messenger.failed.signed_out',
  unreachable,
  unclear: () => reason('messenger.unclear', 'Messenger did not say whether it took the message.'),
  meaningOf,
  errorReason,
});
