// Customers who do not exist: what is sent to them is taken and goes nowhere, so that answering can be tried out.
import type { OutboundMessage, SendResult } from '../../contract/outbound.ts';
import type { LiveAccount } from '../../outbound/outbound.ts';

/** RFC 2606 §2, RFC 6761 §6.5: no such address leads anywhere, ever. */
const NOWHERE = /@([a-z0-9-]+\.)*example$/i;
/**
 * Kept free for stories: 0171 39200xx and 030 23125xxx (Bundesnetzagentur), 07700 900xxx and 020 7946 0xxx (Ofcom); `x` is
 * any digit.
 */
const NUMBERS = ['+4917139200xx', '+493023125xx', '+493023125xxx', '+447700900xxx', '+442079460xxx'];
const NOBODY = new RegExp(`^(${NUMBERS.map((one) => `\\${one.replaceAll('x', '\\d')}`).join('|')})$`);

/** Identities of contacts that lead nowhere; those within an account without a far side are invented like the account. */
export const INVENTED_IDENTITY = `(kind = 'email' and (value like '%.example' or value like '%@example'))
  or (kind = 'phone' and (${NUMBERS.map((one) => `value like '${one.replaceAll('x', '_')}'`).join(' or ')}))
  or (kind = 'handle' and scope in (select 'account:' || id from channel_account where demo = 1))`;

/** The same account, except that what goes to nobody but invented people is accepted here. */
export function inPlaceOfCustomers(live: LiveAccount): LiveAccount {
  const connection = new Proxy(live.connection, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name === 'send')
        return (message: OutboundMessage, ...rest: [never]) => taken(live, message) ?? target.send(message, ...rest);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  return { ...live, connection };
}

function taken({ row }: LiveAccount, message: OutboundMessage): Promise<SendResult> | null {
  const all = [...message.to, ...(message.cc ?? []), ...(message.bcc ?? [])];
  const invented = all.every(({ address: { kind, value } }) => {
    if (kind === 'handle') return row.demo;
    return (kind === 'email' ? NOWHERE : NOBODY).test(value);
  });
  return invented ? Promise.resolve({ outcome: 'accepted', id: `${message.key}@radwerk.example` }) : null;
}
