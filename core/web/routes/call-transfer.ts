// To whom a call is passed on: colleagues who are there, and teams; at once, or after talking with them.
import type { FastifyRequest } from 'fastify';
import type { Transfer } from '../../calls/calls.ts';
import { invalid, notFound } from '../../kernel/errors.ts';
import { selectField } from '../common-fields.ts';
import type { Form } from '../forms.ts';
import type { FieldModel } from '../models/fields.ts';
import type { DialogModel } from '../models/forms.ts';
import type { WebParts } from '../rooms.ts';

export type CallPlace = { Params: { id: string } };

/** Throws `invalid`. */
export function transferOf(form: Form): Transfer {
  const [, kind, id] = /^(user|team):([1-9]\d{0,14})$/.exec(form.text('to')) ?? [];
  if (!kind) throw invalid({ to: 'wrong.choice' });
  const to = kind === 'user' ? { userId: Number(id) } : { teamId: Number(id) };
  return { to, how: form.text('how') === 'cold' ? 'cold' : 'warm' };
}

export async function transferDialog(parts: WebParts, request: FastifyRequest<CallPlace>): Promise<DialogModel> {
  const { calls, accounts } = parts.rooms;
  const say = parts.pages.say(request);
  const call = await calls.get(request.viewer, request.params.id);
  if (!call) throw notFound('call');
  const about = call.inboxId === null ? {} : { inboxId: call.inboxId };
  const able = await accounts.users.whoMay('conversation.take', about);
  const there = able.filter(({ id, available }) => available && id !== request.viewer.userId && !calls.isBusy(id));
  const teams = (await accounts.teams.list()).filter(({ id }) => there.some(({ teamIds }) => teamIds.includes(id)));
  const options = [
    ...there.map(({ id, name }) => ({ value: `user:${id}`, label: name })),
    ...teams.map(({ id, name }) => ({ value: `team:${id}`, label: say('call.transfer.team', { name }) })),
  ];
  const base = { title: say('call.transfer.title'), back: '/calls' };
  if (options.length === 0) return { ...base, text: say('call.transfer.nobody') };
  const how: FieldModel = {
    ...{ kind: 'choice', name: 'how', label: say('call.transfer.how'), required: true },
    options: ['warm', 'cold'].map((value) => ({
      ...{ value, label: say(`call.transfer.${value}`), detail: say(`call.transfer.${value}.detail`) },
      current: value === 'warm' || undefined,
    })),
  };
  return {
    ...base,
    text: say('call.transfer.text'),
    groups: [{ fields: [selectField('to', say('call.transfer.to'), options, options[0]!.value), how] }],
    action: `/calls/${call.publicId}/transfer`,
    submit: say('call.transfer'),
  };
}
