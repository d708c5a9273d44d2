// What Messenger wants of a login, and the pages it gives.
import type { ConnectContext } from '../../../../core/contract/connect.ts';
import { Graph, graphBase, type GraphError } from '../../graph/client.ts';
import { text } from '../../graph/json.ts';
import type { LoginKind, LoginMemory } from '../../wizard/login.ts';
import { told } from '../reading/failures.ts';
import { FIELDS } from '../remote.ts';

export const SCOPES = ['pages_messaging', 'pages_manage_metadata'];

export const LOGIN: LoginKind = {
  channel: 'messenger',
  scopes: ['pages_show_list', 'pages_read_engagement', ...SCOPES],
  object: 'page',
  fields: FIELDS,
  told,
};

export interface OwnPage {
  id: string;
  name: string;
  /** Its own; ends with the login it came from. */
  token: string;
  /** Whoever logged in may answer messages, and may say which app is told of them. */
  mayConnect: boolean;
}

export interface Memory extends LoginMemory {
  pages?: OwnPage[];
}

export function memoryOf({ memory }: ConnectContext): Memory {
  return memory;
}

/** Every page of whoever logged in. */
export async function pagesOf(
  context: ConnectContext,
): Promise<{ ok: true; pages: OwnPage[] } | ({ ok: false } & GraphError)> {
  const { fetch: fetching, config } = context.plugin;
  const graph = new Graph(fetching, graphBase(config), memoryOf(context).token ?? '');
  const found = await graph.list({ path: '/me/accounts', query: { fields: 'id,name,access_token,tasks' } });
  if (!found.ok) return found;
  const pages = found.all.map(({ id, name, access_token: token, tasks }) => ({
    id: text(id),
    name: text(name),
    token: text(token),
    // Where Meta tells no tasks, subscribing shows whether it is allowed.
    mayConnect: !Array.isArray(tasks) || ['MESSAGING', 'MODERATE'].every((one) => tasks.includes(one)),
  }));
  return { ok: true, pages };
}
