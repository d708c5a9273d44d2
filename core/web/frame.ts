// For whom a page is rendered and what stands around it: language, zone, theme, rail, what is said once.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { may, type Accounts, type Permission, type Viewer, type WorkspaceSettings } from '../accounts/accounts.ts';
import type { Calls } from '../calls/calls.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Events } from '../events/events.ts';
import type { ViewContext } from './context.ts';
import type { Run, Runs } from '../runs/runs.ts';
import type { CookieJar } from './cookies.ts';
import type { Locales } from './locales.ts';
import type { Frame, RailSection, RunNotice } from './models/frame.ts';
import type { SampleCompany } from './rooms.ts';
import { sampleNotice } from './sample-notice.ts';
import type { Toast } from './models/shared.ts';
import { ownAddress } from './origin.ts';
import { pagePolicy, policyHeader } from './policy.ts';
import { isAhead, isHtmx, wantsHtml } from './replies.ts';

interface Prepared {
  workspace: WorkspaceSettings;
  frame?: Frame;
  reply?: FastifyReply;
}

export interface FrameNeeds {
  accounts: Accounts;
  events: Events;
  calls: Pick<Calls, 'of' | 'phones'>;
  conversations: Conversations;
  cookies: CookieJar;
  locales: Locales;
  runs: Pick<Runs, 'of'>;
  sample?: SampleCompany;
}

/** `needs`: whoever lacks it could not open it. */
const SECTIONS: (RailSection & { needs?: Permission })[] = [
  { id: 'inbox', href: '/inbox', icon: 'inbox', key: 'g i', needs: 'conversation.read' },
  { id: 'tickets', href: '/tickets', icon: 'ticket', key: 'g t', needs: 'ticket.read' },
  { id: 'contacts', href: '/contacts', icon: 'users', key: 'g c', needs: 'contact.read' },
  { id: 'search', href: '/search', icon: 'search', key: 'g s', needs: 'search' },
  { id: 'reports', href: '/reports', icon: 'chart', key: 'g a', needs: 'report.read' },
  { id: 'settings', href: '/settings', icon: 'settings', key: 'g e' },
];

/** Places of the rail that the person may open. */
export function sectionsFor(viewer: Viewer): RailSection[] {
  return SECTIONS.flatMap(({ needs, ...section }) => (!needs || may(viewer, needs) ? [section] : []));
}

/** The two halves of rendering for a person: what must be awaited, and what then can be had at once. */
export function frames(server: FastifyInstance, needs: FrameNeeds) {
  const { accounts, calls, events, cookies, locales, runs, sample } = needs;
  const prepared = new WeakMap<FastifyRequest, Prepared>();
  // Only what this desk has; known once all routes are.
  let there: RailSection['id'][] | undefined;
  const idsThere = () =>
    (there ??= SECTIONS.filter(({ href }) => server.hasRoute({ method: 'GET', url: href })).map(({ id }) => id));

  async function prepare(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (!wantsHtml(request)) return;
    const workspace = await accounts.workspace.get();
    const part = isHtmx(request) && request.headers['hx-request-type'] !== 'full';
    const { session } = request;
    if (!session?.confirmed || part) return void prepared.set(request, { workspace });
    const { viewer, presence } = session;
    const user = { id: `u${viewer.userId}`, name: viewer.name, presence };
    // Before everything else is read: what happens in between is then told twice rather than never.
    const cursor = await events.cursor();
    const rail = await railOf(
      needs,
      request,
      sectionsFor(viewer).filter(({ id }) => idsThere().includes(id)),
    );
    const topic = `user:${viewer.userId}`;
    const { scripts: phones, origins } = calls.phones(viewer.userId);
    if (origins.length > 0) reply.header('content-security-policy', policyHeader(pagePolicy(origins)));
    const frame: Frame = {
      deskName: workspace.name,
      user,
      topic,
      cursor,
      ...rail,
      run: runNotice(await runs.of(viewer.userId)),
      calls: calls.of(viewer.userId).length > 0,
      phones,
      sample: sampleNotice(sample),
    };
    prepared.set(request, { workspace, frame, reply });
  }

  function viewContext(request: FastifyRequest): ViewContext {
    const { workspace, frame, reply } = prepared.get(request) ?? {};
    if (frame && reply) frame.toast = toastFor(needs, request, reply, request.session!.viewer.language);
    const viewer = request.session?.viewer ?? request.signedIn;
    const chosen = viewer?.theme === 'light' || viewer?.theme === 'dark' ? viewer.theme : undefined;
    return {
      language: viewer?.language ?? spoken(request, locales.languages) ?? workspace?.language ?? 'en',
      timeZone: viewer?.timeZone ?? workspace?.timeZone ?? 'UTC',
      theme: cookies.theme(request) ?? chosen,
      csrfToken: request.session?.csrf ?? '',
      frame,
    };
  }
  return { prepare, viewContext };
}

/** What may be opened, and how much waits there for the person. */
async function railOf(
  { conversations }: FrameNeeds,
  request: FastifyRequest,
  sections: RailSection[],
): Promise<Pick<Frame, 'sections' | 'notifications'>> {
  const { userId } = request.session!.viewer;
  const badge = await conversations.lists.waiting(userId);
  const count = await conversations.notifications.unread(userId);
  const current = request.routeOptions.url === '/notifications' || undefined;
  return {
    sections: sections.map((one) => (one.id === 'inbox' ? { ...one, badge } : one)),
    notifications: { count, current },
  };
}

/** Taken only when a page is drawn: a redirect leaves it for the page behind it. */
function toastFor(
  { cookies, locales }: FrameNeeds,
  request: FastifyRequest,
  reply: FastifyReply,
  language: string,
): Toast | undefined {
  if (request.method !== 'GET' || isAhead(request)) return undefined;
  const said = cookies.said(request, reply);
  if (!said || !locales.find(language, said.key)) return undefined;
  const { undo, seconds } = said.values;
  const text = locales.text(language, said.key, said.values);
  return undo ? { text, undo: { action: ownAddress(undo), seconds: Number(seconds) || 10 } } : { text };
}

/** Until it is put away. A macro is here only when it went on after the desk had been away. */
export function runNotice(run: Run | null): RunNotice | undefined {
  if (!run) return undefined;
  const { id, kind, name, state, done, total, undo } = run;
  const way = kind === 'macro' ? `/macro-runs/${undo}?_method=DELETE` : `/undo/${undo}`;
  return { id, state, done, total, macro: name || undefined, undo: undo ? way : undefined };
}

/** The first language of the browser that there are texts for. */
function spoken(request: FastifyRequest, languages: string[]): string | undefined {
  const wanted = (request.headers['accept-language'] ?? '').slice(0, 200).split(',');
  return wanted.map((one) => one.trim().slice(0, 2).toLowerCase()).find((language) => languages.includes(language));
}
