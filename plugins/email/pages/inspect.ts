// `hubdesk inspect email`: reads mails from files and tells what was read, one JSON line each.
import { Writable } from 'node:stream';
import { inspect, listed } from '../reading/inspect.ts';

const USAGE =
  'Usage: hubdesk inspect email FILE…   or   hubdesk inspect email --list LIST (one file or JSON object a line)';

/** Gives the exit code: 0, or 2 for arguments that make no sense. */
export async function inspectMails(args: string[], write: (line: string) => void): Promise<number> {
  const isList = args[0] === '--list';
  if (args.length === 0 || (isList && args.length !== 2)) {
    write(USAGE);
    return 2;
  }
  const out = new Writable({
    write(chunk: Buffer, _encoding, done) {
      write(chunk.toString().trimEnd());
      done();
    },
  });
  await inspect(isList ? listed(args[1]!) : args.map((file) => ({ file })), out);
  return 0;
}
