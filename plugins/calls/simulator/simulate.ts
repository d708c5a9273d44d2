// The command `npm run simulate calls`: a workshop's web site on this machine from which a running desk can be called.
import { readSite, startSite } from './site.ts';

const PORT = 8091;

const USAGE = `Usage: npm run simulate calls -- ADDRESS_OF_THE_DESK ACCOUNT_ID [--port=${PORT}]

Both stand in the line of script on the account's tab "Link and button".`;

/** Runs until Ctrl-C; gives the exit code: 0, or 2 for arguments that make no sense. */
export async function run(args: string[]): Promise<number> {
  const [desk = '', id = '', ...more] = args.filter((one) => !one.startsWith('--'));
  const port = Number(args.find((one) => one.startsWith('--port='))?.slice('--port='.length) ?? PORT);
  const carried = readSite(desk, id);
  if (args.includes('--help') || !carried || more.length > 0 || !Number.isInteger(port)) {
    console.error(USAGE);
    return 2;
  }
  const site = await startSite({ ...carried, port });
  console.log(`The workshop is at ${site.address}/ (in German ${site.address}/de).`);
  await new Promise<void>((stop) => process.once('SIGINT', stop).once('SIGTERM', stop));
  await site.close();
  return 0;
}
