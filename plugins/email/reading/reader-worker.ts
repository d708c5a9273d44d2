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
  if (job.kind === 'attachment') return mail.attachments[job.index]?.content ?? null;
  return verifyMail(Buffer.from(job.raw), mail, job.received);
}

/** Files are views on the bytes of the whole mail; sent as they are, each would take the mail along. */
function compact(read: JobResults['channel']): JobResults['channel'] {
  return {
    ...read,
    files: read.files.map((file) => ({ ...file, content: Buffer.from(new Uint8Array(file.content).buffer) })),
  };
}

function answer(said: Answer): void {
  parentPort?.postMessage(said, []);
}

parentPort?.on('message', (job: Job) => {
  work(job).then(
    (result) => answer({ result }),
    (problem: unknown) => answer({ problem: String(problem) }),
  );
});
answer({ ready: true });
