// The thread that reads mails: takes one job at a time and answers it.
import { parentPort } from 'node:worker_threads';
import { parseMail } from './parse.ts';
import { readBody, readMail } from './read.ts';
import type { Answer, Job, JobResults } from './reader-job.ts';
import { verifyMail } from './verification.ts';

async function work(job: Job): Promise<JobResults[Job['kind']]> {
  if (job.kind === 'read') return readMail(job.raw, job.options);
  if (job.kind === 'body') return readBody({ ...job.input, attachedMessage: null });
  const mail = parseMail(job.raw);
  if (job.kind === 'attachment') return mail.attachments[job.index]?.content ?? null;
  return verifyMail(Buffer.from(job.raw), mail, job.received);
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
