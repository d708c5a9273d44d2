// The page of the editor: figures, the tree of steps with one of them open, the test beside it.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Flow, FlowFigures, FlowStep } from '../../chatflows/chatflows.ts';
import type { Figure } from '../models/channels.ts';
import type { ChatflowPage } from '../models/chatflows.ts';
import type { Act, Banner } from '../models/shared.ts';
import type { Account } from '../present/accounts.ts';
import { stepList, type TreeAbout } from '../present/chatflow-steps.ts';
import { flowTest, readTried } from '../present/chatflow-test.ts';
import { flowsAddress } from '../present/chatflows.ts';
import { text, type Present } from '../present/marks.ts';
import { propertyLabel } from '../present/property-fields.ts';
import type { WebParts } from '../rooms.ts';
import { accountFrame, writerFor } from './account-frame.ts';
import { presentFor } from './inbox.ts';
import { takersOf } from './settling.ts';

/** The step whose form is open, as typed; and what is wrong with what was sent. */
export interface Opened {
  step: FlowStep | null;
  wrong?: TreeAbout['wrong'];
}

export interface FoundFlow {
  account: Account;
  flow: Flow;
  address: string;
}

export async function flowPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  { account, flow, address }: FoundFlow,
  { step, wrong }: Opened,
): Promise<FastifyReply> {
  const present = presentFor(parts, request);
  const figures = await parts.rooms.chatflows.figures(flow.id);
  const { steps } = flow.draft;
  const people = { targets: await targetsOf(parts), properties: await propertiesOf(parts, present) };
  const about = { present, address, revision: flow.revision, figures, people, open: step, wrong, steps };
  const shown = parts.rooms.channels.plugin(account.channel)?.plugin?.manifest.chatflows === 'pages';
  const tried = readTried(new URL(request.url, 'http://desk').searchParams);
  const changed = await parts.rooms.chatflows.hasChanges(flow);
  const page: ChatflowPage = {
    ...(await headOf(parts, request, { account, flow, address }, changed)),
    banners: bannersOf(present, flow, wrong, changed),
    address,
    revision: flow.revision,
    figures: figureCards(parts, request, figures),
    tree: stepList(about, steps),
    test: flowTest(present, flow.draft, tried, { address, shown }),
  };
  return reply.page('chatflows/flow', page, wrong ? 422 : 200);
}

async function headOf(parts: WebParts, request: FastifyRequest, found: FoundFlow, changed: boolean) {
  const { account, flow, address } = found;
  const present = presentFor(parts, request);
  const frame = await accountFrame(parts, request, account, 'chatflows');
  return {
    ...frame,
    title: flow.name,
    heading: flow.name,
    crumb: { label: `${account.title}: ${text(present, 'account.tab.chatflows')}`, href: flowsAddress(account) },
    tabs: undefined,
    switch: flow.published
      ? {
          action: `${address}/activity?_method=PUT&on=${flow.active ? 'no' : 'yes'}`,
          label: text(present, 'chatflow.activity', { name: flow.name }),
          on: flow.active,
          shown: text(present, flow.active ? 'chatflow.state.on' : 'chatflow.state.off'),
        }
      : undefined,
    links: [{ label: text(present, 'chatflow.settings'), href: `${address}/settings`, icon: 'settings' }],
    acts: changed ? [publishing(present, { flow, address })] : [],
  };
}

function publishing(present: Present, { flow, address }: Pick<FoundFlow, 'flow' | 'address'>): Act {
  const action = `${address}/publication`;
  return { label: text(present, 'chatflow.publish'), action, name: 'revision', value: flow.revision, icon: 'check' };
}

function bannersOf(present: Present, flow: Flow, wrong: Opened['wrong'], changed: boolean): Banner[] {
  if (wrong) return [{ tone: 'bad', text: wrong.text }];
  if (flow.published === 0) return [{ tone: 'info', text: text(present, 'chatflow.not_published') }];
  return changed ? [{ tone: 'warn', text: text(present, 'chatflow.unpublished_changes') }] : [];
}

async function targetsOf(parts: WebParts) {
  const { users, teams } = await takersOf(parts);
  return [
    ...users.map(({ id, name }) => ({ value: `user:${id}`, label: name })),
    ...teams.map(({ id, name }) => ({ value: `team:${id}`, label: name })),
  ];
}

async function propertiesOf({ rooms }: WebParts, present: Present) {
  const properties = await rooms.properties.definitions.list('ticket');
  return properties.map((one) => {
    const name = propertyLabel(present, one);
    return { value: `ticket.${one.key}`, label: text(present, 'chatflow.place.ticket.property', { name }) };
  });
}

function figureCards(parts: WebParts, request: FastifyRequest, { started, byStatus }: FlowFigures): Figure[] {
  const present = presentFor(parts, request);
  const writer = writerFor(parts, request);
  const card = (name: string, count: number): Figure => ({
    label: text(present, `chatflow.figure.${name}`),
    value: writer.number(count),
    detail: started > 0 && name !== 'started' ? writer.percent(count / started) : undefined,
  });
  return [
    card('started', started),
    card('handed_over', (byStatus['handed over'] ?? 0) + (byStatus['taken over'] ?? 0)),
    card('closed', byStatus.closed ?? 0),
    card('left', byStatus.left ?? 0),
  ];
}
