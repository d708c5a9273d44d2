// What macros can name, for those who write and run them.
import { seesPipeline, type Viewer } from '../accounts/accounts.ts';
import type { MacroWorld } from './present/macros.ts';
import type { WebParts } from './rooms.ts';

const MOST_SNIPPETS = 500;

export async function macroWorld({ rooms }: WebParts, viewer: Viewer): Promise<MacroWorld> {
  const { accounts, conversations, library, tickets } = rooms;
  const pipelines = (await tickets.pipelines.list()).filter(({ id }) => seesPipeline(viewer, id));
  const stages: MacroWorld['stages'] = [];
  for (const pipeline of pipelines) {
    const isKept = (await accounts.restrictions.seersOf(pipeline.id)) !== null;
    stages.push(...pipeline.stages.map(({ id, name }) => ({ id, name, pipeline: pipeline.name, isKept })));
  }
  return {
    snippets: await library.entries.find(viewer, { kind: 'snippet', limit: MOST_SNIPPETS }),
    users: await accounts.users.whoMay('conversation.take'),
    teams: await accounts.teams.list(),
    inboxes: await conversations.inboxes.list(),
    stages,
    tags: await conversations.lists.tags(),
  };
}
