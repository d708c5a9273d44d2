// Reads mails named in a list and prints one JSON line each; the command for the corpus's score.py until `hubdesk inspect email` exists.
import { inspectList } from '../plugins/email/reading/inspect.ts';

const list = process.argv[process.argv.indexOf('--list') + 1];
if (!list || !process.argv.includes('--list')) {
  console.error('Usage: inspect-email --list LIST.ndjson');
  process.exit(2);
}
await inspectList(list, process.stdout);
