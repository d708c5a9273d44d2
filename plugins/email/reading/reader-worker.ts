// The thread that reads mails: takes one job at a time and answers it.
import { parentPort } from 'node:worker_threads';
import { readForChannel } from './channel-reading.ts';
import { parseMail } from './parse.ts';
import { readBody, readMail } from './read.ts';
import type { Answer, Job, JobResults } from './reader-job.ts';
import { verifyMail } from './verification.ts';

async function work(job: Job): Promise<JobResults[Job['kind']]> {
  if (job.kind === 'read') return readMail(job.raw, job.options);
  if (job.kind === 'channel') return compact(readForChannel(job.raw, job.options));
  if (job.kind === 'body') return readBody({ ...job.input, attachedMessage: null });
  const mail = parseMail(job.raw);
  if (job.kind === 'attachment') return own(mail.attachments[job.index]?.content ?? null);
  return verifyMail(Buffer.from(job.raw), mail, job.received);
}

/** Files are views on the bytes of the whole mail; sent as they are, each would take the mail along. */
function compact(read: JobResults['channel']): JobResults['channel'] {
  return {
    ...read,
    files: read.files.map((file) => ({ ...file, content: own(file.content) })),
  };
}

function own<Bytes extends Uint8Array | null>(bytes: Bytes): Bytes {
  return bytes && (Buffer.from(new Uint8Array(bytes).buffer) as Uint8Array as Bytes);
}

/** Files are handed over, not copied: the desk's own thread would wait for the copying. */
function answer(said: Answer): void {
  parentPort?.postMessage(said, 'result' in said ? filesOf(said.result) : []);
}

function filesOf(result: JobResults[Job['kind']]): ArrayBuffer[] {
  if (result instanceof Uint8Array) return [result.buffer as ArrayBuffer];
  if (!result || !('files' in result)) return [];
  return result.files.map(({ content }) => content.buffer as ArrayBuffer);
}

parentPort?.on('message', (job: Job) => {
  work(job).then(
    (result) => answer({ result }),
    (problem: unknown) => answer({ problem: String(problem) }),
  );
});
answer({ ready: true });
