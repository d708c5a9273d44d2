// The extensions of the team: who signs in as what, sealed among the account's settings.
import type { AccountContext } from '../../../core/contract/context.ts';
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

/** Whose extension it is; undefined when it is nobody's. */
export function ownerOf({ account }: Pick<AccountContext, 'account'>, user: string): number | undefined {
  const found = Object.entries(readAgents(settingsOf(account).agents)).find(([, one]) => one.user === user);
  return found && Number(found[0]);
}

/** Null takes it away. */
export async function keepExtension(
  context: Pick<AccountContext, 'account' | 'saveSettings'>,
  userId: number,
  extension: Extension | null,
): Promise<void> {
  const agents = readAgents(settingsOf(context.account).agents);
  if (extension) agents[userId] = extension;
  else delete agents[userId];
  await context.saveSettings({ agents: JSON.stringify(agents) });
}
