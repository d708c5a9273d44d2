// One person's way through the wizard, step by step.
import type { Desk } from '../../../core/boot.ts';
import type { ConnectInput, ConnectStep } from '../../../core/contract/connect.ts';
import { redirected } from './simulator-clients.ts';

export type Form = Extract<ConnectStep, { step: 'form' }>;

/** Begins one. */
export async function wizard(
  desk: Desk,
  about: { accountId?: number; purpose?: 'new' | 'sign in again' | 'change settings' } = {},
) {
  const inbox = await desk.conversations.inboxes.create({ name: 'Support', actor: 'desk' });
  const { accountId = null, purpose = 'new' } = about;
  const begun = { channel: 'email', purpose, inboxId: inbox.id, accountId, userId: 1, language: 'en' };
  const flow = await desk.channels.flows.begin(begun);
  return resume(desk, flow.publicId);
}

export async function resume(desk: Desk, key: string) {
  const view = async () => (await desk.channels.flows.view(key, 1))!;
  const answer = async (input: ConnectInput) => (await desk.channels.flows.answer(key, 1, input, 'en'))!.step;
  return {
    key,
    step: async () => (await view()).step,
    accounts: async () => (await view()).accountIds,
    choose: (id: string) => answer({ kind: 'choose', ids: [id] }),
    fill: (values: Record<string, unknown>) => answer({ kind: 'form', values }),
    look: () => answer({ kind: 'show' }),
    /** The browser goes where the step leads and comes back. */
    async visit() {
      const { url } = (await view()).step as Extract<ConnectStep, { step: 'visit' }>;
      const query = Object.fromEntries(await redirected(url));
      return (await desk.channels.flows.returned(query.state!, query, 1, 'en'))!.step;
    },
  };
}

export const errorsOf = (step: ConnectStep) =>
  Object.fromEntries(Object.entries((step as Form).errors ?? {}).map(([name, why]) => [name, why.code]));
