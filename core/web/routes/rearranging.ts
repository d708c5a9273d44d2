// Dialogs of one conversation that ask first: its subject, its tags, another inbox, merging, splitting.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { demand } from '../../accounts/accounts.ts';
import type { ThreadHead } from '../../conversations/conversations.ts';
import { invalid } from '../../kernel/errors.ts';
import { formOf, orAgain, withWrong, type Form, type Wrong } from '../forms.ts';
import type { FieldModel } from '../models/fields.ts';
import type { Present } from '../present/marks.ts';
import { mergeField, moveField, splitField, subjectField, tagFields } from '../present/questions.ts';
import type { WebParts } from '../rooms.ts';
import { visibleConversation } from './conversation.ts';
import { verbs, type Verb } from './handling.ts';
import { mergeable, movableTo, splittable } from './rearranging-choices.ts';
import { presentFor } from './inbox.ts';

/** One of these dialogs: what it asks, and what it does with the answer. */
interface Question {
  name: 'subject' | 'tags' | 'inbox' | 'merge' | 'split';
  method: 'POST' | 'PUT';
  /** Where the dialog is fetched, below the conversation. */
  path: string;
  said: string;
  fields(request: FastifyRequest, head: ThreadHead): Promise<FieldModel[]>;
  verb: Verb;
  /** At which field refusals of the room are told. */
  atField?: Record<string, string>;
}

export function rearranging(server: FastifyInstance, parts: WebParts): void {
  const handle = verbs(parts);
  const config = { permission: 'conversation.manage' as const };
  const headOf = (request: FastifyRequest) =>
    visibleConversation(parts, request.viewer, Number((request.params as { id: string }).id));
  for (const question of questions(parts)) {
    const { method, name, path, said, verb, atField } = question;
    server.get(`/conversations/:id/${path}`, { config }, async (request, reply) => {
      const head = await headOf(request);
      demand(request.viewer, 'conversation.manage', { inboxId: head.inboxId });
      return ask(parts, question, request, reply, head);
    });
    server.route({
      method,
      url: `/conversations/:id/${name}`,
      config,
      handler: async (request, reply) =>
        orAgain(
          parts.locales,
          request,
          () => handle(request, reply, said, verb),
          async (wrong) => ask(parts, question, request, reply, await headOf(request), wrong),
          atField,
        ),
    });
  }
}

async function ask(
  parts: WebParts,
  { name, method, fields }: Question,
  request: FastifyRequest,
  reply: FastifyReply,
  head: ThreadHead,
  wrong: Wrong = {},
): Promise<FastifyReply> {
  const say = parts.pages.say(request);
  const back = `/conversations/${head.id}`;
  const asked = await fields(request, head);
  // Nothing to choose from: said instead of asked.
  if (asked.length === 0) return reply.dialog({ title: say(`ask.${name}.title`), text: say(`ask.${name}.none`), back });
  const model = {
    title: say(`ask.${name}.title`),
    text: say(`ask.${name}.text`),
    groups: [{ fields: withWrong(asked, wrong) }],
    action: `${back}/${name}${method === 'PUT' ? '?_method=PUT' : ''}`,
    submit: say(`ask.${name}.submit`),
    back,
  };
  return reply.dialog(model, Object.keys(wrong).length > 0 ? 422 : 200);
}

function questions(parts: WebParts): Question[] {
  const present = (request: FastifyRequest) => presentFor(parts, request);
  return [...naming(parts, present), moving(parts, present), merging(parts, present), splitting(parts, present)];
}

type Presents = (request: FastifyRequest) => Present;

function naming(parts: WebParts, present: Presents): Question[] {
  const { conversations } = parts.rooms;
  const subject: Question = {
    name: 'subject',
    method: 'PUT',
    path: 'subject',
    said: 'renamed',
    fields: async (request, head) => [subjectField(present(request), head.subject)],
    verb: (head, actor, request) => conversations.rename(head.id, named(formOf(request)), actor),
  };
  const tags: Question = {
    name: 'tags',
    method: 'PUT',
    path: 'tags',
    said: 'tagged',
    fields: async (request, head) => tagFields(present(request), await conversations.lists.tags(), head.tags),
    verb: (head, actor, request) => retag(parts, head, wantedTags(formOf(request)), actor),
  };
  return [subject, tags];
}

function moving(parts: WebParts, present: Presents): Question {
  return {
    name: 'inbox',
    method: 'PUT',
    path: 'move',
    said: 'moved',
    fields: async (request, head) => moveField(present(request), await movableTo(parts, request.viewer, head)),
    verb: async (head, actor, request) => {
      const inboxId = chosen(formOf(request), 'inbox');
      demand(request.viewer, 'conversation.manage', { inboxId });
      return parts.rooms.conversations.moveToInbox(head.id, inboxId, actor);
    },
  };
}

function merging(parts: WebParts, present: Presents): Question {
  return {
    name: 'merge',
    method: 'POST',
    path: 'merge',
    said: 'merged',
    fields: async (request, head) => mergeField(present(request), await mergeable(parts, request.viewer, head)),
    verb: async (head, actor, request) => {
      const form = formOf(request);
      const typed = Number(/(\d{1,15})\D*$/.exec(form.text('other'))?.[1]);
      const into = await visibleConversation(parts, request.viewer, typed || chosen(form, 'into'));
      demand(request.viewer, 'conversation.manage', { inboxId: into.inboxId });
      const done = await parts.rooms.conversations.merge(into.id, head.id, actor);
      return { ...done, goTo: `/conversations/${into.id}` };
    },
    atField: { merge_with_itself: 'other', not_found: 'other' },
  };
}

function splitting(parts: WebParts, present: Presents): Question {
  return {
    name: 'split',
    method: 'POST',
    path: 'split',
    said: 'split',
    fields: async (request, head) => splitField(present(request), await splittable(parts, request, head)),
    verb: async (head, actor, request) => {
      const ids = formOf(request).numbers('message').slice(0, 1000);
      if (ids.length === 0) throw invalid({ message: 'wrong.choice' });
      const done = await parts.rooms.conversations.split(head.id, ids, actor);
      return { ...done, goTo: `/conversations/${done.conversationId}` };
    },
    atField: { split_leaves_nothing: 'message' },
  };
}

function named(form: Form): string {
  const subject = form.text('subject').trim().slice(0, 500);
  if (subject === '') throw invalid({ subject: 'wrong.empty' });
  return subject;
}

function chosen(form: Form, name: string): number {
  const id = form.number(name);
  if (!Number.isSafeInteger(id)) throw invalid({ [name]: 'wrong.choice' });
  return id;
}

/** Of one conversation, as for programs. */
const MOST_TAGS = 50;

function wantedTags(form: Form): string[] {
  const typed = form.text('tags').split(',');
  return [...new Set([...form.texts('tag'), ...typed].map((one) => one.trim().slice(0, 60)).filter(Boolean))].slice(
    0,
    MOST_TAGS,
  );
}

/** One step to undo, however many tags come and go. */
function retag(parts: WebParts, head: ThreadHead, wanted: string[], actor: string) {
  const { conversations } = parts.rooms;
  const before = head.tags.map((tag) => tag.name);
  const changes = [
    ...before.filter((name) => !wanted.includes(name)).map((name) => () => conversations.untag(head.id, name, actor)),
    ...wanted.filter((name) => !before.includes(name)).map((name) => () => conversations.tag(head.id, name, actor)),
  ];
  return conversations.bulk(
    changes.map((_change, index) => index),
    actor,
    (index) => changes[index]!(),
  );
}
