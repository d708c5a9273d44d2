// What all pages of a wizard share: whose it is, its address, its pages and what stands around them.
import type { FastifyRequest } from 'fastify';
import type { FlowView } from '../../channels/channels.ts';
import type { ConnectPurpose } from '../../contract/connect.ts';
import { notFound } from '../../kernel/errors.ts';
import { CHANNELS } from '../present/accounts.ts';
import { channelMark, text } from '../present/marks.ts';
import { DETAILS, fieldsOf } from '../present/settings-form.ts';
import { WIZARD_PAGES, wizardSteps, type WizardPlace } from '../present/wizard.ts';
import type { WebParts } from '../rooms.ts';
import { presentFor } from './inbox.ts';

export type FlowPlace = { Params: { key: string }; Querystring: { page?: string } };

export async function flowOf(parts: WebParts, request: FastifyRequest, key: string): Promise<FlowView> {
  const flow = await parts.rooms.channels.flows.view(key, request.viewer.userId);
  if (!flow) throw notFound('connection');
  return flow;
}

export function addressOf(flow: FlowView): string {
  return `/settings/connections/${flow.publicId}`;
}

/** The pages this wizard has: without details where the channel asks for none. */
export function pagesOf({ rooms }: WebParts, channel: string, purpose: ConnectPurpose): WizardPlace[] {
  if (purpose !== 'new') return ['account', 'done'];
  const shape = rooms.channels.plugin(channel)?.plugin?.settings ?? {};
  const hasDetails = Object.keys(fieldsOf(shape, ...DETAILS)).length > 0;
  return WIZARD_PAGES.filter((page) => page !== 'details' || hasDetails);
}

/** What stands around every page of the wizard. */
export async function frameOf(parts: WebParts, request: FastifyRequest, flow: FlowView, current: WizardPlace) {
  const present = presentFor(parts, request);
  const channel = channelMark(present, flow.channel).name;
  const account = flow.accountId === null ? null : await parts.rooms.channels.accountById(flow.accountId);
  const key = { new: 'connect.heading', 'sign in again': 'connect.again', 'change settings': 'connect.change' };
  const heading = text(present, key[flow.purpose], { channel, title: account?.title ?? '' });
  return {
    title: heading,
    heading,
    crumb: account
      ? { label: account.title, href: `${CHANNELS}/${account.id}` }
      : { label: text(present, 'channels.heading'), href: CHANNELS },
    lists: parts.pages.lists(request, 'channels'),
    laterHref: current === 'done' ? undefined : CHANNELS,
    steps: wizardSteps(present, pagesOf(parts, flow.channel, flow.purpose), current),
    action: addressOf(flow),
    here: addressOf(flow),
  };
}
