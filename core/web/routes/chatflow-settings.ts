// Whom a chatflow is for and how it behaves: name, language, pages, visitors, prompt, patience, asking for a person.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf } from '../../accounts/accounts.ts';
import { LIMITS, type Flow } from '../../chatflows/chatflows.ts';
import { DeskError, invalid } from '../../kernel/errors.ts';
import { formOf, orAgain, withWrong, type Form, type Wrong } from '../forms.ts';
import type { FieldModel } from '../models/fields.ts';
import { flowAddress } from '../present/chatflows.ts';
import { text, type Present } from '../present/marks.ts';
import type { WebParts } from '../rooms.ts';
import { accountFrame } from './account-frame.ts';
import { MANAGE } from './channels.ts';
import { FLOWS, wantedFlow, type FlowsPlace } from './chatflows.ts';
import { presentFor } from './inbox.ts';

const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/;
const MOST_PATTERNS = 50;

type Found = Awaited<ReturnType<typeof wantedFlow>>;

export function chatflowSettingsRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales } = parts;

  server.get<FlowsPlace>(`${FLOWS}/:flow/settings`, MANAGE, async (request, reply) => {
    const found = await wantedFlow(parts, request, request.params);
    return settingsPage(parts, request, reply, found);
  });

  server.put<FlowsPlace>(`${FLOWS}/:flow/settings`, MANAGE, async (request, reply) => {
    const found = await wantedFlow(parts, request, request.params);
    const form = formOf(request);
    const typed = typedIn(found.flow, form);
    return orAgain(
      locales,
      request,
      async () => {
        const wrong = wrongIn(typed);
        if (Object.keys(wrong).length > 0) throw invalid(wrong);
        await save(found.flow, typed, form.number('revision'), request);
        cookies.say(reply, 'said.saved');
        return reply.goTo(flowAddress(found.account, found.flow));
      },
      (wrong) => settingsPage(parts, request, reply, { ...found, flow: typed }, wrong),
      { chatflow_changed: 'name' },
    );
  });

  /** What belongs to the steps is published with them; the rest holds at once. */
  async function save(before: Flow, typed: Flow, revision: number, request: FastifyRequest): Promise<void> {
    const { name, language, prompts, targeting, draft } = typed;
    await rooms.database.write(async () => {
      await rooms.chatflows.saveSettings(before.id, revision, { name, language, prompts, targeting });
      const { person, patience } = draft;
      const same = JSON.stringify({ person, patience });
      if (same === JSON.stringify({ person: before.draft.person, patience: before.draft.patience })) return;
      const change = (now: Flow['draft']) => ({ ...now, person, patience });
      const answer = await rooms.chatflows.saveDraft(before.id, revision + 1, request.viewer.userId, change);
      if (!answer.ok) throw new DeskError('invalid', 422, answer.why.text, { fields: { patience: 'wrong.number' } });
    });
    rooms.log.info({ flow: before.publicId, by: actorOf(request.viewer) }, 'A chatflow was changed');
  }
}

async function settingsPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  { account, flow, address }: Found,
  wrong: Wrong = {},
): Promise<FastifyReply> {
  const present = presentFor(parts, request);
  const pages = parts.rooms.channels.plugin(account.channel)?.plugin?.manifest.chatflows === 'pages';
  const fields = withWrong(fieldsOf(present, flow, pages), wrong);
  const frame = await accountFrame(parts, request, account, 'chatflows');
  const form = {
    action: `${address}/settings?_method=PUT`,
    hidden: [{ name: 'revision', value: String(flow.revision) }],
    groups: [{ fields }],
    back: address,
  };
  const crumb = { label: flow.name, href: address };
  const page = { ...frame, heading: text(present, 'chatflow.settings'), crumb, switch: undefined, links: [] };
  return reply.page(
    'settings/page',
    { ...page, narrow: true, sections: [{ form }] },
    Object.keys(wrong).length ? 422 : 200,
  );
}

function fieldsOf(present: Present, flow: Flow, pages: boolean): FieldModel[] {
  const { targeting, draft } = flow;
  const field = (name: string, more: Partial<FieldModel>): FieldModel => ({
    ...{ kind: 'text', name, label: text(present, `chatflow.${name}`) },
    ...more,
  });
  const list = (name: string, values: string[], more: Partial<FieldModel> = {}) =>
    field(name, { kind: 'list', value: values.join('\n'), help: text(present, `chatflow.${name}.help`), ...more });
  const visitors = ['all', 'new', 'returning'].map((value) => ({
    value,
    label: text(present, `chatflow.visitors.${value}`),
    current: value === targeting.visitors,
  }));
  return [
    field('name', { required: true, maximum: 80, value: flow.name, help: text(present, 'chatflow.name.help') }),
    field('language', { maximum: 20, value: flow.language ?? '', help: text(present, 'chatflow.language.help') }),
    ...(pages
      ? [
          list('pages', targeting.pages),
          list('except', targeting.except, { rows: 2 }),
          field('visitors', { kind: 'choice', look: 'segments', options: visitors }),
          field('prompts', { kind: 'switch', value: flow.prompts, help: text(present, 'chatflow.prompts.help') }),
        ]
      : []),
    list('languages', targeting.languages, { rows: 2 }),
    field('patience', {
      ...{ kind: 'number', value: draft.patience, minimum: 1, most: LIMITS.patience, required: true },
      help: text(present, 'chatflow.patience.help'),
    }),
    list('person', draft.person, { rows: 4 }),
  ];
}

function typedIn(flow: Flow, form: Form): Flow {
  const lines = (name: string) =>
    form
      .text(name)
      .split('\n')
      .map((line) => line.trim().slice(0, 500))
      .filter(Boolean);
  const visitors = form.text('visitors');
  return {
    ...flow,
    name: form.text('name'),
    language: form.text('language').trim() || null,
    prompts: form.on('prompts'),
    targeting: {
      pages: lines('pages'),
      except: lines('except'),
      languages: lines('languages').flatMap((line) => line.split(/[\s,]+/)),
      visitors: visitors === 'new' || visitors === 'returning' ? visitors : 'all',
    },
    draft: { ...flow.draft, person: lines('person'), patience: form.number('patience') },
  };
}

function wrongIn({ name, language, targeting, draft }: Flow): Record<string, string> {
  const { pages, except, languages } = targeting;
  const { patience, person } = draft;
  return {
    ...(name.trim() === '' && { name: 'wrong.empty' }),
    ...(language !== null && !LANGUAGE.test(language) && { language: 'wrong.language_tag' }),
    ...(languages.some((one) => !LANGUAGE.test(one)) && { languages: 'wrong.language_tag' }),
    ...(pages.length > MOST_PATTERNS && { pages: 'wrong.too_many' }),
    ...(except.length > MOST_PATTERNS && { except: 'wrong.too_many' }),
    ...(languages.length > MOST_PATTERNS && { languages: 'wrong.too_many' }),
    ...(person.length > LIMITS.phrases && { person: 'wrong.too_many' }),
    ...(!(patience >= 1 && patience <= LIMITS.patience) && { patience: 'wrong.number' }),
  };
}
