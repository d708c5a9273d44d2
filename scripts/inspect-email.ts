// Reads mails and prints one JSON line each: the command for the corpus's score.py until `hubdesk inspect email` exists.
import { inspect, listed } from '../plugins/email/reading/inspect.ts';

const [first, ...rest] = process.argv.slice(2);
if (!first || (first === '--list' && rest.length !== 1)) {
  console.error('Usage: inspect-email FILE…   or   inspect-email --list LIST.ndjson');
  process.exit(2);
}
const entries = first === '--list' ? listed(rest[0]!) : [first, ...rest].map((file) => ({ file }));
await inspect(entries, process.stdout);
