// Where nobody sees anything before writing, a new account answers at once: by a flow that people change in the editor (MS-2).
import { reason } from '../contract/reason.ts';
import type { JobResult } from '../jobs/jobs.ts';
import type { Flows } from './flows.ts';
import type { ChatflowRooms } from './rooms.ts';
import { templateOf, type TemplateText } from './templates.ts';

/** Written down together with the account; the payload is its id. */
const DEFAULT = 'chatflow.default';
/** Seconds until it is looked again whether there are words. */
const AGAIN = 5;

/** Returns how the desk's texts are handed in, by language. */
export function createDefaultFlows(
  rooms: ChatflowRooms,
  flows: Flows,
): (words: (language: string) => TemplateText) => void {
  let wordsIn: ((language: string) => TemplateText) | undefined;
  rooms.jobs.handle(DEFAULT, {
    run: async ({ accountId }) => {
      if (!wordsIn) return { wait: reason('chatflow.no_words', 'The texts are not there yet.'), after: AGAIN };
      return make(rooms, flows, Number(accountId), wordsIn);
    },
  });
  return (words) => {
    wordsIn = words;
  };
}

async function make(
  { database, ports }: ChatflowRooms,
  flows: Flows,
  accountId: number,
  wordsIn: (language: string) => TemplateText,
): Promise<JobResult> {
  const language = await ports.language();
  const words = wordsIn(language);
  await database.write(async () => {
    // Somebody was quicker, or has thrown it away already, or the account.
    if (await database.row('select id from chatflow where account_id = ? limit 1', [accountId])) return;
    if (!(await database.row('select id from channel_account where id = ?', [accountId]))) return;
    const definition = templateOf('live', words);
    const flow = await flows.create({ accountId, name: words('default.name'), language, definition });
    await flows.publish(flow.id, flow.revision, 0);
  });
}
