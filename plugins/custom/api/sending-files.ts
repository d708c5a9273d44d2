// Files of an answer that a bridge writes for the team: uploaded before or only named, as those of published messages are.
import type { OfferedFile } from '../../../core/contract/offers.ts';
import { mediaOf } from '../registry/media.ts';
import type { Channel } from '../store/channels.ts';
import { partOf } from '../wire/attachments.ts';
import { WireError } from '../wire/errors.ts';
import type { Asked } from './asking.ts';

/** Bytes of all files of one answer: they are in memory together. */
const LARGEST_ANSWER = 50 * 1024 * 1024;
/** Milliseconds for one that is fetched: somebody waits for the answer. */
const FETCHED_WITHIN = 30_000;

export async function filesIn(
  { registry }: Pick<Asked, 'registry'>,
  channel: Channel,
  attachments: Record<string, unknown>[],
): Promise<OfferedFile[]> {
  const files: OfferedFile[] = [];
  let bytes = 0;
  for (const [index, given] of attachments.entries()) {
    const place = `attachments[${index}]`;
    const part = partOf({ ...given, ...(given.fileId !== undefined && { fileId: String(given.fileId) }) });
    if (part.type !== 'media' || given.type !== 'FILE') throw wrong(place, 'must be a FILE');
    const found = await mediaOf(registry, channel, part.ref!, AbortSignal.timeout(FETCHED_WITHIN));
    if ('missing' in found) throw wrong(place, found.missing.text);
    if ('retry' in found) throw new WireError('CONFLICT', found.retry.text, [{ message: found.retry.text, in: place }]);
    bytes += found.content.byteLength;
    if (bytes > LARGEST_ANSWER) throw wrong(place, 'makes the files larger than 50 MB together');
    const { name, mimeType, kind } = part;
    // What it is used as counts where it is said; else its type tells.
    const usage = kind === 'file' ? {} : { kind };
    const content = found.content;
    files.push({ name: named(given, name, found.name), mimeType: found.mimeType ?? mimeType, content, ...usage });
  }
  return files;
}

/** As this message calls it, else as it was uploaded. */
function named({ name }: Record<string, unknown>, inAddress: string, uploaded: string | undefined): string {
  return typeof name === 'string' && name !== '' ? name : (uploaded ?? inAddress);
}

function wrong(place: string, what: string): WireError {
  return new WireError('VALIDATION_ERROR', `Invalid input JSON: ${place} ${what}.`, [
    { message: `${place} ${what}`, in: place },
  ]);
}
