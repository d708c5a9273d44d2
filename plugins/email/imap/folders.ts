// Which folders of a mailbox are read, and where sent mail and spam lie (RFC 6154).
import type { ImapFlow } from 'imapflow';

export interface Folders {
  /** Paths; INBOX first. */
  read: string[];
  /** Chosen ones that are not there. */
  missing: string[];
  sent: string | null;
  junk: string | null;
}

export async function findFolders(client: ImapFlow, chosen: readonly string[]): Promise<Folders> {
  const all = await client.list();
  const byUse = (use: string) => all.find((folder) => folder.specialUse === use)?.path ?? null;
  const canOpen = all.filter((folder) => !folder.flags.has('\\Noselect') && !folder.flags.has('\\NonExistent'));
  const named = (name: string) =>
    canOpen.find(({ path }) => path === name || path.toLowerCase() === name.toLowerCase());
  const wanted = [...new Set(chosen)].filter((name) => name.toUpperCase() !== 'INBOX');
  return {
    read: ['INBOX', ...wanted.map(named).flatMap((folder) => (folder ? [folder.path] : []))],
    missing: wanted.filter((name) => !named(name)),
    sent: byUse('\\Sent'),
    junk: byUse('\\Junk'),
  };
}
