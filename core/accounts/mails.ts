// Mails of the desk to its users: written down as jobs, secrets in them sealed, sent by what boot hands in.
import type { JobResult } from '../jobs/jobs.ts';
import type { AccountsDeps, SystemMail } from './deps.ts';

const KIND = 'accounts.mail';

/** Writes the mail down, in the surrounding transaction when there is one. */
export async function queueMail({ jobs, secrets }: AccountsDeps, mail: SystemMail): Promise<void> {
  // Links open accounts: a copy of the database alone must not hold them.
  const { params, ...rest } = mail;
  await jobs.add({ kind: KIND, payload: { ...rest, params: secrets.seal(JSON.stringify(params)) } });
}

export function handleMails(deps: AccountsDeps): void {
  const { jobs, secrets } = deps;
  jobs.handle(KIND, {
    async run(payload): Promise<JobResult> {
      const params = secrets.open(String(payload.params));
      if (params === null)
        return { fail: { code: 'mail.sealed', text: 'The mail was sealed with another key file and cannot be read.' } };
      return deps.sendSystemMail({ ...(payload as unknown as SystemMail), params: JSON.parse(params) });
    },
  });
}
