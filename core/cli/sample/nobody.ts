// Customers who do not exist: what is sent to them is taken and goes nowhere, so that answering can be tried out.
import type { OutboundMessage, SendResult } from '../../contract/outbound.ts';
import type { LiveAccount } from '../../outbound/outbound.ts';

/** RFC 2606 §2, RFC 6761 §6.5: no such address leads anywhere, ever. */
const NOWHERE = /@([a-z0-9-]+\.)*example$/i;

/** The same account, except that mail to nobody but invented people is accepted here. */
export function inPlaceOfCustomers(live: LiveAccount): LiveAccount {
  const connection = new Proxy(live.connection, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name === 'send')
        return (message: OutboundMessage, ...rest: [never]) => taken(message) ?? target.send(message, ...rest);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  return { ...live, connection };
}

function taken(message: OutboundMessage): Promise<SendResult> | null {
  const all = [...message.to, ...(message.cc ?? []), ...(message.bcc ?? [])];
  const invented = all.every(({ address }) => address.kind === 'email' && NOWHERE.test(address.value));
  return invented ? Promise.resolve({ outcome: 'accepted', id: `${message.key}@radwerk.example` }) : null;
}
