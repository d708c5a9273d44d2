// The actions of a macro, checked when it is written: everything they name must be there.
import { may, seesPipeline, type Viewer } from '../accounts/accounts.ts';
import { isFile } from '../contract/template-filling.ts';
import type { TemplateParameter } from '../contract/template.ts';
import { invalid } from '../kernel/errors.ts';
import { PRIORITIES } from '../tickets/tickets.ts';
import { ACTIONS, type MacroAction, type Needs } from './shapes.ts';

const MOST_ACTIONS = 20;
const COMMENT_LIMIT = 10_000;
const TAG_LIMIT = 60;
const VALUE_LIMIT = 2000;
/** A year. */
const MOST_HOURS = 8784;

/** Throws `invalid` for the field of the action that is wrong. */
export async function goodActions(needs: Needs, viewer: Viewer, actions: MacroAction[]): Promise<MacroAction[]> {
  if (actions.length > MOST_ACTIONS) throw invalid({ do: 'wrong.too_many_actions' });
  const good: MacroAction[] = [];
  for (const action of actions) good.push(await goodAction(needs, viewer, action));
  return good;
}

async function goodAction(needs: Needs, viewer: Viewer, action: MacroAction): Promise<MacroAction> {
  if (!ACTIONS.includes(action.do)) throw invalid({ do: 'wrong.choice' });
  switch (action.do) {
    case 'reply': {
      const entry = await needs.library.entries.get(viewer, action.entryId);
      if (entry?.kind !== 'snippet') throw invalid({ entryId: 'wrong.choice' });
      return { do: 'reply', entryId: entry.id, send: action.send };
    }
    case 'template':
      return goodTemplate(needs, viewer, action);
    case 'comment':
      return { do: 'comment', text: words('text', action.text, COMMENT_LIMIT) };
    case 'tag':
    case 'untag':
      return { do: action.do, tag: words('tag', action.tag, TAG_LIMIT) };
    case 'assign':
      if (!(await isAssignee(needs, action.to))) throw invalid({ to: 'wrong.choice' });
      return { do: 'assign', to: action.to };
    case 'snooze':
      if (!Number.isInteger(action.hours) || action.hours < 1 || action.hours > MOST_HOURS)
        throw invalid({ hours: 'wrong.hours' });
      return { do: 'snooze', hours: action.hours };
    case 'priority':
      if (!PRIORITIES.includes(action.to)) throw invalid({ priority: 'wrong.choice' });
      return { do: 'priority', to: action.to };
    case 'stage':
      await checkStage(needs, viewer, action.stageId);
      return { do: 'stage', stageId: action.stageId };
    case 'move': {
      const inboxes = await needs.conversations.inboxes.list();
      if (!inboxes.some(({ id }) => id === action.inboxId)) throw invalid({ inboxId: 'wrong.choice' });
      return { do: 'move', inboxId: action.inboxId };
    }
    default:
      return { do: action.do };
  }
}

/** Its files are documents of the library. */
async function goodTemplate(
  needs: Needs,
  viewer: Viewer,
  { accountId, name, language, values, files }: Extract<MacroAction, { do: 'template' }>,
): Promise<MacroAction> {
  const account = await needs.outbound.templates(Number(accountId));
  if (!account || !may(viewer, 'conversation.answer', account)) throw invalid({ accountId: 'wrong.choice' });
  const found = account.templates.find((one) => one.name === name && one.language === language);
  if (!found) throw invalid({ name: 'wrong.choice' });
  const asked = found.parameters.filter((one) => one.preset === undefined && !isFile(one));
  const given = asked.map(({ key, optional }) => {
    const words = String(Object.hasOwn(values ?? {}, key) ? values[key] : '').trim();
    if (words === '' && !optional) throw invalid({ values: 'wrong.empty' });
    if (words.length > VALUE_LIMIT) throw invalid({ values: 'wrong.too_long' });
    return [key, words];
  });
  const documents = await goodFiles(needs, viewer, found.parameters.filter(isFile), files ?? {});
  const good = { accountId, name, language, values: Object.fromEntries(given) as Record<string, string> };
  return { do: 'template', ...good, ...(Object.keys(documents).length > 0 && { files: documents }) };
}

async function goodFiles(
  { library }: Needs,
  viewer: Viewer,
  asked: TemplateParameter[],
  given: Record<string, number>,
): Promise<Record<string, number>> {
  const good: Record<string, number> = {};
  for (const { key, optional, types, maximum = Number.POSITIVE_INFINITY } of asked) {
    const id = Object.hasOwn(given, key) ? Number(given[key]) : 0;
    const file = id > 0 ? await library.entries.fileOf(viewer, id) : null;
    if (!file && (id > 0 || !optional)) throw invalid({ files: 'wrong.choice' });
    if (!file) continue;
    if ((types && !types.includes(file.type)) || file.bytes > maximum) throw invalid({ files: 'wrong.choice' });
    good[key] = id;
  }
  return good;
}

async function checkStage({ tickets }: Needs, viewer: Viewer, id: number): Promise<void> {
  const stage = await tickets.pipelines.stage(id);
  if (!stage || !seesPipeline(viewer, stage.pipelineId)) throw invalid({ stageId: 'wrong.choice' });
}

function words(field: string, given: string, most: number): string {
  const text = given.trim();
  if (text === '') throw invalid({ [field]: 'wrong.empty' });
  if (text.length > most) throw invalid({ [field]: 'wrong.too_long' });
  return text;
}

async function isAssignee({ accounts }: Needs, to: string): Promise<boolean> {
  if (to === 'me' || to === 'nobody') return true;
  const [kind, id] = to.split(':');
  if (kind === 'user') {
    const takers = await accounts.users.whoMay('conversation.take');
    return takers.some((user) => user.id === Number(id));
  }
  return kind === 'team' && (await accounts.teams.list()).some((team) => team.id === Number(id));
}
