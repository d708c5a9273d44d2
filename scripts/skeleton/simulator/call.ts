// A call of the service to the desk, signed as the service signs it.
import { randomUUID } from 'node:crypto';
import { SIGNATURE, signatureOf } from '../routes.ts';

/** Events get an id and the time where they have none. */
export function signedCall(far: { signingSecret: string }, events: Record<string, unknown>[]) {
  const whole = events.map((event) => ({ id: randomUUID(), at: new Date().toISOString(), ...event }));
  const body = Buffer.from(JSON.stringify({ events: whole }));
  return signed(far, body);
}

export function signed({ signingSecret }: { signingSecret: string }, body: Uint8Array) {
  const headers = { 'content-type': 'application/json', [SIGNATURE]: signatureOf(signingSecret, body) };
  return { headers, body: Buffer.from(body) };
}
