// The extensions of the team: who signs in as what, sealed among the account's settings.
import type { AccountContext } from '../../../core/contract/context.ts';
import { inTurn } from '../calls/turns.ts';
import { settingsOf } from '../settings.ts';

/** How somebody signs in at the telephone system. */
export interface Extension {
  /** In front of the `@`. */
  user: string;
  password: string;
  /** The name to sign in by, where that is not the extension; else empty. */
  signsInAs: string;
}

type Agents = Record<string, Extension>;

export const EXTENSION = /^[\w.+*#-]{1,64}$/;

export function readAgents(stored: string | undefined): Agents {
  try {
    return JSON.parse(stored || '{}') as Agents;
  } catch {
    return {};
  }
}

export function extensionOf({ account }: Pick<AccountContext, 'account'>, userId: number): Extension | undefined {
  return readAgents(settingsOf(account).agents)[userId];
}

/** All that a telephone begins with, as text: it is another when something of it was changed. */
export function beginningOf({ account }: Pick<AccountContext, 'account'>, userId: number): string {
  const { address, domain, callHeader, callerId, outboundProxy, tones } = settingsOf(account);
  return JSON.stringify([
    address,
    domain,
    callHeader,
    callerId,
    outboundProxy,
    tones,
    extensionOf({ account }, userId),
  ]);
}

/** Whose extension it is; undefined when it is nobody's. */
export function ownerOf({ account }: Pick<AccountContext, 'account'>, user: string): number | undefined {
  const found = Object.entries(readAgents(settingsOf(account).agents)).find(([, one]) => one.user === user);
  return found && Number(found[0]);
}

/** Null takes it away. Of several who save at once none overwrites another. */
export function keepExtension(context: AccountContext, userId: number, extension: Extension | null): Promise<void> {
  return inTurn(context, 'extensions', async () => {
    const { account, saveSettings } = nowOf(context);
    const agents = readAgents(settingsOf(account).agents);
    if (extension) agents[userId] = extension;
    else delete agents[userId];
    await saveSettings({ agents: JSON.stringify(agents) });
  });
}

/** The account may have been opened anew meanwhile. */
function nowOf(context: AccountContext): AccountContext {
  return context.accounts().find(({ account }) => account.id === context.account.id) ?? context;
}
