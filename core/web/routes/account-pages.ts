// Pages a channel adds to an account: their tab, their forms, their downloads.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { demand } from '../../accounts/accounts.ts';
import type { PageVisit } from '../../channels/channels.ts';
import type { PageAnswer } from '../../contract/pages.ts';
import { formOf } from '../forms.ts';
import { trusted } from '../models/shared.ts';
import { accountAddress, CHANNELS, type Account } from '../present/accounts.ts';
import type { WebParts } from '../rooms.ts';
import { accountFrame } from './account-frame.ts';
import { MANAGE, visibleAccount } from './channels.ts';
import { asDownload } from './content.ts';

type Place = { Params: { id: string; page: string; name: string }; Querystring: Record<string, string> };

const READ = { config: { permission: 'channel.read' } } as const;
const PAGE = `${CHANNELS}/:id/pages/:page`;

export function accountPageRoutes(server: FastifyInstance, parts: WebParts): void {
  const { pages } = parts.rooms.channels;

  server.get<Place>(PAGE, READ, async (request, reply) => {
    const { account, visit } = await visitOf(parts, request);
    const { view, model } = await pages.draw(visit);
    return show(parts, request, reply, { account, visit, view, model });
  });

  server.get<Place>(`${PAGE}/:name`, READ, async (request, reply) => {
    const { visit } = await visitOf(parts, request);
    const file = await pages.file(visit, request.params.name);
    return asDownload(reply, file.name).header('x-content-type-options', 'nosniff').type(file.type).send(file.content);
  });

  server.post<Place>(`${PAGE}/:name`, MANAGE, async (request, reply) => {
    const { account, visit } = await visitOf(parts, request);
    const answer = await pages.act(visit, request.params.name, formOf(request));
    return follow(parts, request, reply, { account, visit, answer });
  });
}

async function visitOf(
  parts: WebParts,
  request: FastifyRequest<Place>,
): Promise<{ account: Account; visit: PageVisit }> {
  const { viewer, params, viewContext } = request;
  const account = await visibleAccount(parts, viewer, params.id);
  const page = parts.rooms.channels.pages.of(account.channel).find(({ id }) => id === params.page);
  demand(viewer, page?.permission ?? 'channel.manage', { inboxId: account.inboxId });
  const visit = {
    channel: account.channel,
    accountId: account.id,
    page: params.page,
    address: `${accountAddress(account)}/pages/${params.page}`,
    query: { ...request.query },
    language: viewContext.language,
    timeZone: viewContext.timeZone,
    viewer: { id: viewer.userId, name: viewer.name },
  };
  return { account, visit };
}

interface Shown {
  account: Account;
  visit: PageVisit;
  view: string;
  model: object;
  status?: number;
}

async function show(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  { account, visit, view, model, status }: Shown,
): Promise<FastifyReply> {
  const html = draw(parts, request, visit, view, model);
  const frame = await accountFrame(parts, request, account, `pages/${visit.page}`);
  return reply.page('channels/plugin-page', { ...frame, html: trusted(html) }, status ?? 200);
}

/** A view of the channel with the address of its page beside its model. */
function draw({ renderer }: WebParts, request: FastifyRequest, visit: PageVisit, view: string, model: object): string {
  return renderer.renderNamed(`${visit.channel}/${view}`, { address: visit.address, ...model }, request.viewContext);
}

async function follow(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  { account, visit, answer }: { account: Account; visit: PageVisit; answer: PageAnswer },
): Promise<FastifyReply> {
  if ('part' in answer || 'parts' in answer) {
    const pieces = 'part' in answer ? [answer.part] : answer.parts;
    const drawn = pieces.map(({ target, view, model }) => {
      return { target, html: draw(parts, request, visit, view, model) };
    });
    return reply.partials(drawn);
  }
  if ('again' in answer) {
    const page = parts.rooms.channels.plugin(visit.channel)!.plugin!.pages!.find(({ id }) => id === visit.page)!;
    return show(parts, request, reply, { account, visit, view: page.view, model: answer.again, status: 422 });
  }
  const { go, page, said } = answer;
  if (said) {
    const own = `${visit.channel}.said.${said.code}`;
    const known = parts.locales.find(request.viewContext.language, own) !== undefined;
    parts.cookies.say(reply, known ? own : 'said.saved', said.params);
  }
  const query = new URLSearchParams(go).toString();
  const address = page ? `${accountAddress(account)}/pages/${page}` : visit.address;
  return reply.goTo(query ? `${address}?${query}` : address);
}
