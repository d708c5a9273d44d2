// Whose words a mail brings: the sender's own, or those of somebody whose mail was handed on to the desk (EM-6, EM-17).
import type { AccountContext } from '../../../core/contract/context.ts';
import type { MailSettings } from '../account/settings.ts';
import type { ReadMail } from '../reading/channel-reading.ts';
import type { MailAddress } from '../reading/parsed-mail.ts';

export interface Authorship {
  /** Who counts as the sender. */
  sender: MailAddress;
  /** Who handed the mail on, when the sender is the original one. */
  forwarder: MailAddress | null;
  /** Who seems to have written first, though the forwarder counts: offered for correction. */
  offered: MailAddress | null;
}

/**
 * Only the team and the forwarding mailboxes speak for others: anybody else could open conversations in a stranger's
 * name. Nor does a mail that only pretends to come from the team.
 */
export async function authorshipOf(
  context: AccountContext,
  mail: ReadMail,
  from: MailAddress,
  isSpoofed: boolean,
): Promise<Authorship> {
  const settings = context.account.settings as MailSettings;
  const original = mail.reading.forward?.from;
  if (!original?.address || original.address.toLowerCase() === from.address.toLowerCase())
    return { sender: from, forwarder: null, offered: null };
  const isOurs = !isSpoofed && (await speaksForOthers(context, settings, from.address));
  if (isOurs && settings.originalSender && !context.isOwnAddress(original.address))
    return { sender: original, forwarder: from, offered: null };
  return { sender: from, forwarder: null, offered: original };
}

async function speaksForOthers(context: AccountContext, settings: MailSettings, address: string): Promise<boolean> {
  const bare = address.toLowerCase();
  return bare === settings.address || context.isOwnAddress(bare) || (await context.isTeamMember(bare));
}
