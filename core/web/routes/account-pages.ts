// Pages plugins add to the settings: a tab of an account, or a page of the plugin itself; their forms, their downloads.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { demand } from '../../accounts/accounts.ts';
import { ownerOf, type PageVisit } from '../../channels/channels.ts';
import type { PageAnswer, PluginPage } from '../../contract/pages.ts';
import { notFound } from '../../kernel/errors.ts';
import { formOf } from '../forms.ts';
import { trusted } from '../models/shared.ts';
import { accountAddress, CHANNELS, type Account } from '../present/accounts.ts';
import { channelMark, channelText, text } from '../present/marks.ts';
import type { WebParts } from '../rooms.ts';
import { accountFrame } from './account-frame.ts';
import { visibleAccount } from './channels.ts';
import { asDownload } from './content.ts';
import { presentFor } from './inbox.ts';

type Place = { Params: { id: string; page: string; name: string }; Querystring: Record<string, string> };
/** The account is null for a page of the plugin itself, whose id then stands in the address. */
type Visited = { account: Account | null; visit: PageVisit; formPermission?: PluginPage<never>['formPermission'] };
type VisitOf = (parts: WebParts, request: FastifyRequest<Place>) => Promise<Visited>;

const READ = { config: { permission: 'channel.read' } } as const;
const PAGES: [string, VisitOf][] = [
  [`${CHANNELS}/:id/pages/:page`, accountVisit],
  [`${CHANNELS}/plugins/:id/:page`, deskVisit],
];

export function accountPageRoutes(server: FastifyInstance, parts: WebParts): void {
  for (const [address, visitOf] of PAGES) pageRoutes(server, parts, address, visitOf);
}

function pageRoutes(server: FastifyInstance, parts: WebParts, address: string, visitOf: VisitOf): void {
  const { pages } = parts.rooms.channels;

  server.get<Place>(address, READ, async (request, reply) => {
    const visited = await visitOf(parts, request);
    const { view, model } = await pages.draw(visited.visit);
    return show(parts, request, reply, { ...visited, view, model });
  });

  server.get<Place>(`${address}/:name`, READ, async (request, reply) => {
    const { visit } = await visitOf(parts, request);
    const file = await pages.file(visit, request.params.name);
    return asDownload(reply, file.name).header('x-content-type-options', 'nosniff').type(file.type).send(file.content);
  });

  server.post<Place>(`${address}/:name`, READ, async (request, reply) => {
    const visited = await visitOf(parts, request);
    const { account, formPermission = 'channel.manage' } = visited;
    demand(request.viewer, formPermission, account ? { inboxId: account.inboxId } : {});
    const acted = await pages.act(visited.visit, request.params.name, formOf(request));
    return follow(parts, request, reply, { ...visited, ...acted });
  });
}

async function accountVisit(parts: WebParts, request: FastifyRequest<Place>): Promise<Visited> {
  const { viewer, params } = request;
  const account = await visibleAccount(parts, viewer, params.id);
  const page = parts.rooms.channels.pages.of(account.channel).find(({ id }) => id === params.page);
  demand(viewer, page?.permission ?? 'channel.manage', { inboxId: account.inboxId });
  const address = `${accountAddress(account)}/pages/${params.page}`;
  const visit = { channel: account.channel, accountId: account.id, page: params.page, address };
  return { account, formPermission: page?.formPermission, visit: { ...visit, ...visitorOf(request) } };
}

async function deskVisit({ rooms }: WebParts, request: FastifyRequest<Place>): Promise<Visited> {
  const { viewer, params } = request;
  const page = rooms.channels.pages.ofDesk().find((one) => one.channel === params.id && one.id === params.page);
  if (!page) throw notFound('page');
  demand(viewer, page.permission ?? 'channel.manage');
  const visit = { channel: page.channel, accountId: null, page: page.id, address: deskPageAddress(page) };
  return { account: null, formPermission: page.formPermission, visit: { ...visit, ...visitorOf(request) } };
}

function deskPageAddress({ channel, id }: { channel: string; id: string }): string {
  return `${CHANNELS}/plugins/${channel}/${id}`;
}

function visitorOf({ viewer, viewContext, query }: FastifyRequest<Place>) {
  const { language, timeZone } = viewContext;
  const who = { id: viewer.userId, name: viewer.name, session: viewer.sessionId ?? 0 };
  return { query: { ...query }, language, timeZone, viewer: who };
}

interface Shown extends Visited {
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
  const frame = account
    ? await accountFrame(parts, request, account, `pages/${visit.page}`)
    : deskFrame(parts, request, visit);
  return reply.page('channels/plugin-page', { ...frame, html: trusted(html) }, status ?? 200);
}

function deskFrame(parts: WebParts, request: FastifyRequest, { channel, page }: PageVisit) {
  const present = presentFor(parts, request);
  const heading = channelText(present, channel, `page.${page}`) ?? page;
  return {
    title: heading,
    heading,
    text: channelText(present, channel, `page.${page}.text`),
    crumb: { label: text(present, 'channels.heading'), href: CHANNELS },
    channel: channelMark(present, channel),
    lists: parts.pages.lists(request, 'channels'),
  };
}

/** A view of the channel with the address of its page beside its model. */
function draw(
  { renderer, rooms }: WebParts,
  request: FastifyRequest,
  visit: PageVisit,
  view: string,
  model: object,
): string {
  const owner = ownerOf(rooms.channels.plugins(), visit.channel);
  return renderer.renderNamed(`${owner}/${view}`, { address: visit.address, ...model }, request.viewContext);
}

async function follow(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  { account, visit, view, answer }: Visited & { view: string; answer: PageAnswer },
): Promise<FastifyReply> {
  if ('part' in answer || 'parts' in answer) {
    const pieces = 'part' in answer ? [answer.part] : answer.parts;
    const drawn = pieces.map((piece) => {
      return { target: piece.target, html: draw(parts, request, visit, piece.view, piece.model) };
    });
    return reply.partials(drawn);
  }
  if ('again' in answer) return show(parts, request, reply, { account, visit, view, model: answer.again, status: 422 });
  const { go, page, said } = answer;
  if (said) {
    const own = `${ownerOf(parts.rooms.channels.plugins(), visit.channel)}.said.${said.code}`;
    const known = parts.locales.find(request.viewContext.language, own) !== undefined;
    parts.cookies.say(reply, known ? own : 'said.saved', said.params);
  }
  const query = new URLSearchParams(go).toString();
  const address = page ? siblingOf(account, visit, page) : visit.address;
  return reply.goTo(query ? `${address}?${query}` : address);
}

function siblingOf(account: Account | null, { channel }: PageVisit, id: string): string {
  return account ? `${accountAddress(account)}/pages/${id}` : deskPageAddress({ channel, id });
}
