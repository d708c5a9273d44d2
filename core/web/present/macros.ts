// Macros in words: each action as half a sentence, and the form that adds one.
import { ACTIONS, type MacroAction } from '../../macros/macros.ts';
import { PRIORITIES } from '../../tickets/tickets.ts';
import type { Form } from '../forms.ts';
import type { FieldModel, FieldOption } from '../models/fields.ts';
import { text, type Present } from './marks.ts';

/** What actions name. */
export interface MacroWorld {
  snippets: { id: number; title: string }[];
  users: { id: number; name: string }[];
  teams: { id: number; name: string }[];
  inboxes: { id: number; name: string }[];
  /** `isKept`: not everybody sees the tickets there. */
  stages: { id: number; name: string; pipeline: string; isKept: boolean }[];
  tags: { name: string }[];
}

const HOURS = [1, 3, 24, 72, 168];

/** What is gone since is named by a dash. */
export function actionText(present: Present, action: MacroAction, world: MacroWorld): string {
  const say = (key: string, values?: Record<string, string | number>) => text(present, `macro.do.${key}`, values);
  const named = (list: { id: number; name: string }[], id: number) => list.find((one) => one.id === id)?.name ?? '—';
  switch (action.do) {
    case 'reply': {
      const title = world.snippets.find(({ id }) => id === action.entryId)?.title ?? '—';
      return say(action.send ? 'reply.send.said' : 'reply.draft.said', { title });
    }
    case 'template':
      return say('template.said', { name: action.name });
    case 'comment':
      return say('comment.said', { text: action.text.replace(/\s+/g, ' ').slice(0, 60) });
    case 'assign':
      if (action.to === 'me' || action.to === 'nobody') return say(`assign.${action.to}`);
      return say('assign.said', { to: assigneeName(action.to, world) });
    case 'tag':
      return say('tag.said', { tag: action.tag });
    case 'untag':
      return say('untag.said', { tag: action.tag });
    case 'snooze':
      return say('snooze.said', { hours: action.hours });
    case 'priority':
      return say('priority.said', { priority: text(present, `ticket.priority.${action.to}`) });
    case 'stage':
      return say(isKept(world, action.stageId) ? 'stage.kept' : 'stage.said', {
        stage: named(world.stages, action.stageId),
      });
    case 'move':
      return say('move.said', { inbox: named(world.inboxes, action.inboxId) });
    default:
      return say(action.do);
  }
}

function isKept({ stages }: MacroWorld, stageId: number): boolean {
  return stages.some((stage) => stage.id === stageId && stage.isKept);
}

function assigneeName(to: string, { users, teams }: MacroWorld): string {
  const [kind, id] = to.split(':');
  return (kind === 'user' ? users : teams).find((one) => one.id === Number(id))?.name ?? '—';
}

interface Choice {
  name: string;
  label: string;
  is: string;
  options: FieldOption[];
}

/** Which kind, and for each what it needs: only those of the chosen kind are shown, with script. */
export function actionFields(present: Present, world: MacroWorld, chosen: string): FieldModel[] {
  const say = (key: string) => text(present, `macro.${key}`);
  const kinds = ACTIONS.map((value) => ({ value, label: say(`do.${value}`), current: value === chosen }));
  const help = world.tags.map(({ name }) => name).join(', ') || undefined;
  return [
    { kind: 'choice', look: 'select', name: 'do', label: say('do'), required: true, options: kinds },
    ...choicesOf(present, world).map(({ name, label, is, options }): FieldModel => ({
      ...{ kind: 'choice', look: 'select', name, label, options },
      showWhen: { field: 'do', is },
    })),
    {
      kind: 'long-text',
      name: 'text',
      label: say('comment'),
      maximum: 10_000,
      showWhen: { field: 'do', is: 'comment' },
    },
    { kind: 'text', name: 'tag', label: say('tag'), maximum: 60, help, showWhen: { field: 'do', is: 'tag|untag' } },
  ];
}

function choicesOf(present: Present, { snippets, users, teams, inboxes, stages }: MacroWorld): Choice[] {
  const say = (key: string) => text(present, `macro.${key}`);
  const choice = (name: string, key: string, is: string, options: FieldOption[]) => ({
    ...{ name, label: say(key), is, options },
  });
  const option = (id: string | number, label: string) => ({ value: String(id), label });
  const assignees = [
    ...['me', 'nobody'].map((value) => option(value, say(`to.${value}`))),
    ...teams.map(({ id, name }) => option(`team:${id}`, name)),
    ...users.map(({ id, name }) => option(`user:${id}`, name)),
  ];
  const sends = [{ ...option('draft', say('do.reply.draft')), current: true }, option('send', say('do.reply.send'))];
  const hours = HOURS.map((value) => option(value, text(present, 'macro.hours', { hours: value })));
  const priorities = PRIORITIES.map((value) => option(value, text(present, `ticket.priority.${value}`)));
  const ofStages = stages.map(({ id, name, pipeline }) => option(id, `${pipeline}: ${name}`));
  return [
    choice(
      'entryId',
      'snippet',
      'reply',
      snippets.map(({ id, title }) => option(id, title)),
    ),
    choice('send', 'send', 'reply', sends),
    choice('to', 'to', 'assign', assignees),
    choice('hours', 'snooze', 'snooze', hours),
    choice('priority', 'priority', 'priority', priorities),
    choice('stageId', 'stage', 'stage', ofStages),
    choice(
      'inboxId',
      'inbox',
      'move',
      inboxes.map(({ id, name }) => option(id, name)),
    ),
  ];
}

/** As it was sent; whether it makes sense is checked by the room. */
export function readAction(form: Form): MacroAction {
  const number = (name: string) => form.number(name);
  const kind = ACTIONS.find((one) => one === form.text('do')) ?? 'close';
  switch (kind) {
    case 'reply':
      return { do: kind, entryId: number('entryId'), send: form.text('send') === 'send' };
    case 'template':
      // Chosen and filled in by the picker.
      return { do: kind, accountId: number('account'), name: '', language: '', values: {} };
    case 'comment':
      return { do: kind, text: form.text('text') };
    case 'assign':
      return { do: kind, to: form.text('to') };
    case 'tag':
    case 'untag':
      return { do: kind, tag: form.text('tag') };
    case 'snooze':
      return { do: kind, hours: number('hours') };
    case 'priority':
      return { do: kind, to: PRIORITIES.find((one) => one === form.text('priority')) ?? 'none' };
    case 'stage':
      return { do: kind, stageId: number('stageId') };
    case 'move':
      return { do: kind, inboxId: number('inboxId') };
    default:
      return { do: kind };
  }
}
