// Registered channels as they are stored; what they mean is said in `registry/`.
import type { PluginContext } from '../../../core/contract/context.ts';
import type { Capabilities } from '../wire/capabilities.ts';
import type { CredentialField } from '../wire/fields.ts';

export interface Registration {
  name: string;
  description: string;
  /** Name of an icon of the desk, for as long as there is no logo. */
  icon: string;
  /** Where the logo is fetched from; empty for none. */
  logoUrl: string;
  /** The logo itself as a `data:` address; empty while there is none. */
  logo: string;
  webhookUrl: string;
  redirectUrl: string;
  capabilities: Capabilities;
  fields: CredentialField[];
  active: boolean;
}

export interface Channel extends Registration {
  id: number;
  bridgeId: number;
  createdAt: Date;
  deletedAt: Date | null;
}

type Needs = Pick<PluginContext, 'store' | 'now'>;

const NAMES = {
  name: 'name',
  description: 'description',
  icon: 'icon',
  logoUrl: 'logo_url',
  logo: 'logo',
  webhookUrl: 'webhook_url',
  redirectUrl: 'redirect_url',
  capabilities: 'capabilities',
  fields: 'fields',
  active: 'active',
} as const;
const COLUMNS = `id, bridge_id, created_at, deleted_at, ${Object.values(NAMES).join(', ')}`;

type Row = Record<string, string | number | null>;

/** Also those deleted, oldest first. */
export async function allChannels({ store }: Needs): Promise<Channel[]> {
  return (await store.rows<Row>(`select ${COLUMNS} from custom_channel order by id`)).map(told);
}

/** Null for one that was deleted, or of another bridge. */
export async function channelOf({ store }: Needs, id: number, bridgeId?: number): Promise<Channel | null> {
  const row = await store.row<Row>(`select ${COLUMNS} from custom_channel where id = ? and deleted_at is null`, [id]);
  const found = row ? told(row) : null;
  return bridgeId === undefined || found?.bridgeId === bridgeId ? found : null;
}

export async function addChannel({ store, now }: Needs, bridgeId: number, about: Registration): Promise<Channel> {
  const columns = Object.values(NAMES);
  const row = await store.row<Row>(
    `insert into custom_channel (bridge_id, created_at, ${columns.join(', ')})
     values (${['?', '?', ...columns.map(() => '?')].join(', ')}) returning ${COLUMNS}`,
    [bridgeId, now().getTime(), ...valuesOf(about)],
  );
  return told(row!);
}

export async function changeChannel({ store }: Needs, id: number, about: Registration): Promise<void> {
  const set = Object.values(NAMES).map((column) => `${column} = ?`);
  await store.run(`update custom_channel set ${set.join(', ')} where id = ?`, [...valuesOf(about), id]);
}

export async function deleteChannel({ store, now }: Needs, id: number): Promise<void> {
  await store.run('update custom_channel set deleted_at = ? where id = ?', [now().getTime(), id]);
}

export async function keepLogo({ store }: Needs, id: number, logo: string): Promise<void> {
  await store.run('update custom_channel set logo = ? where id = ?', [logo, id]);
}

function valuesOf(about: Registration): unknown[] {
  return (Object.keys(NAMES) as (keyof typeof NAMES)[]).map((name) => {
    const value = about[name];
    if (typeof value === 'boolean') return value ? 1 : 0;
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}

function told(row: Row): Channel {
  const text = (column: string) => String(row[column] ?? '');
  return {
    id: Number(row.id),
    bridgeId: Number(row.bridge_id),
    name: text('name'),
    description: text('description'),
    icon: text('icon'),
    logoUrl: text('logo_url'),
    logo: text('logo'),
    webhookUrl: text('webhook_url'),
    redirectUrl: text('redirect_url'),
    capabilities: JSON.parse(text('capabilities')) as Capabilities,
    fields: JSON.parse(text('fields')) as CredentialField[],
    active: Number(row.active) === 1,
    createdAt: new Date(Number(row.created_at)),
    deletedAt: row.deleted_at === null ? null : new Date(Number(row.deleted_at)),
  };
}
