// What one session knows of its open folder, and the untagged lines that bring it up to date.
import { visibleMails } from '../folder.ts';
import type { Folder, FolderWatcher, StoredMail } from '../folder.ts';
import { formatSet } from './sequence.ts';

/** A selected folder as one session sees it: sequence numbers are places in `mails`, plus one. */
export interface View {
  folder: Folder;
  readOnly: boolean;
  mails: StoredMail[];
  /** The change of each mail this session was last told of. */
  told: Map<StoredMail, number>;
  /** The folder changed since the last update. */
  stale: boolean;
  watcher: FolderWatcher;
}

export interface UpdateOptions {
  /** Off while a command uses sequence numbers, which must not shift under it (RFC 3501 §7.4.1). */
  expunges: boolean;
  condstore: boolean;
  qresync: boolean;
  /** The command spoke of UIDs, so its answers name them too (RFC 3501 §6.4.8). */
  uids: boolean;
}

export function openView(folder: Folder, readOnly: boolean, onChange: () => void, onInvalid: () => void): View {
  const mails = visibleMails(folder);
  const view: View = {
    folder,
    readOnly,
    mails,
    told: new Map(mails.map((mail) => [mail, mail.modseq])),
    stale: false,
    watcher: {
      changed() {
        view.stale = true;
        onChange();
      },
      invalidated: onInvalid,
    },
  };
  folder.watchers.add(view.watcher);
  return view;
}

export function closeView(view: View): void {
  view.folder.watchers.delete(view.watcher);
}

/** Untagged EXPUNGE (or VANISHED), EXISTS and FETCH lines for everything that changed; the view takes it on. */
export function updates(view: View, options: UpdateOptions): string[] {
  if (!view.stale) return [];
  const present = new Set(visibleMails(view.folder));
  const lines: string[] = [];
  const gone = view.mails.some((mail) => !present.has(mail));
  if (gone && options.expunges) lines.push(...expungeLines(view, present, options.qresync));
  for (const [index, mail] of view.mails.entries()) {
    if (!present.has(mail) || view.told.get(mail) === mail.modseq) continue;
    view.told.set(mail, mail.modseq);
    lines.push(flagLine(index + 1, mail, options));
  }
  const known = new Set(view.mails);
  const fresh = [...present].filter((mail) => !known.has(mail));
  for (const mail of fresh) view.told.set(mail, mail.modseq);
  view.mails.push(...fresh);
  if (fresh.length > 0) lines.push(`* ${view.mails.length} EXISTS`, '* 0 RECENT');
  view.stale = gone && !options.expunges;
  return lines;
}

/** `* 2 FETCH (FLAGS (\Seen))`, with UID and MODSEQ for sessions that use CONDSTORE (RFC 7162 §3.2). */
export function flagLine(sequence: number, mail: StoredMail, options: { condstore: boolean; uids: boolean }): string {
  const uid = options.uids || options.condstore ? `UID ${mail.uid} ` : '';
  const change = options.condstore ? ` MODSEQ (${mail.modseq})` : '';
  return `* ${sequence} FETCH (${uid}FLAGS (${[...mail.flags].join(' ')})${change})`;
}

/** The sequence number of each mail. */
export function sequenceNumbers(view: View): Map<StoredMail, number> {
  return new Map(view.mails.map((mail, index) => [mail, index + 1]));
}

function expungeLines(view: View, present: Set<StoredMail>, qresync: boolean): string[] {
  const gone = view.mails.filter((mail) => !present.has(mail));
  const lines = view.mails
    .flatMap((mail, index) => (present.has(mail) ? [] : [`* ${index + 1} EXPUNGE`]))
    // From the last to the first, so that no line shifts the numbers of the next.
    .toReversed();
  view.mails = view.mails.filter((mail) => present.has(mail));
  for (const mail of gone) view.told.delete(mail);
  const uids = gone.map((mail) => mail.uid).toSorted((one, other) => one - other);
  return qresync ? [`* VANISHED ${formatSet(uids)}`] : lines;
}
