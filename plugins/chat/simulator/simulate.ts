// The command `npm run simulate chat`: a shop's web site on this machine that carries the chat of a running desk.
import { startShop } from './shop.ts';

const USAGE = `Usage: npm run simulate chat -- [ADDRESS_OF_THE_DESK ACCOUNT_ID] [--port=8090]

Both stand in the line of the account's tab "Tracking code"; without them the first page asks.`;

/** Runs until Ctrl-C; gives the exit code. */
export async function run(args: string[]): Promise<number> {
  const words = args.filter((one) => !one.startsWith('--'));
  const port = Number(args.find((one) => one.startsWith('--port='))?.slice('--port='.length) ?? 8090);
  if (args.includes('--help') || words.length === 1 || words.length > 2 || !Number.isInteger(port)) {
    console.error(USAGE);
    return 2;
  }
  const [desk = '', id = ''] = words;
  const shop = await startShop({ desk, id, port });
  console.log(`The shop is at ${shop.address}/demo (in German /demo/de, dark /demo/dark, strict policy /demo/strict).`);
  await new Promise<void>((stop) => process.once('SIGINT', stop).once('SIGTERM', stop));
  await shop.close();
  return 0;
}
