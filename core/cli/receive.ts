// `hubdesk simulate webhooks`: a receiver of outgoing webhooks on this machine, with a page that shows what arrives.
import { systemClock } from '../kernel/clock.ts';
import { openReceiver } from './receiver.ts';
import { typeOf } from './receiver-page.ts';

const USAGE = `Usage: npm run simulate webhooks -- [--port=8092] [--secret=whsec_…]`;

/** Runs until Ctrl-C; gives the exit code. */
export async function receive(args: string[]): Promise<number> {
  const valueOf = (name: string) => args.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3);
  const port = Number(valueOf('port') ?? 8092);
  const known = args.every((one) => /^--(port|secret)=/.test(one));
  if (!known || !Number.isInteger(port) || port < 0 || port > 65_535) {
    console.error(USAGE);
    return 2;
  }
  const secret = valueOf('secret');
  const receiver = await openReceiver({ port, secrets: secret ? [secret] : [], clock: systemClock() });
  receiver.onArrival = ({ body, holds, answered }) =>
    console.log(`${typeOf(body)}  ${holds === false ? 'SIGNATURE DOES NOT HOLD  ' : ''}→ ${answered}`);
  console.log(`Deliveries go to ${receiver.address}; what arrives is shown at ${new URL('/', receiver.address).href}`);
  await new Promise<void>((stop) => process.once('SIGINT', stop).once('SIGTERM', stop));
  await receiver.close();
  return 0;
}
