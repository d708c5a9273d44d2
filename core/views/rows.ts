// Raw rows of views turned into plain data, and what was typed checked.
import type { Viewer } from '../accounts/accounts.ts';
import { toBoolean, toDateOrNull, toJson } from '../database/rows.ts';
import { DeskError, invalid } from '../kernel/errors.ts';
import { DENSITIES, EDITINGS, ICONS, SHARINGS, SHOWN, SORTS, type Needs, type NewView, type View } from './shapes.ts';

export type Row = Record<string, unknown>;

const NAME = 60;

export function viewFrom(row: Row, shares: Row[]): View {
  const of = (column: string) =>
    shares.filter((one) => one.view_id === row.id && one[column] !== null).map((one) => one[column] as number);
  return {
    id: row.id as number,
    publicId: row.public_id as string,
    name: row.name as string,
    icon: row.icon as string,
    colour: row.colour as number,
    filter: toJson(row.filter),
    sort: row.sort as View['sort'],
    shows: toJson(row.shows),
    density: row.density as View['density'],
    ownerId: row.owner_id as number | null,
    ownerName: row.owner_name as string | null,
    sharing: row.sharing as View['sharing'],
    userIds: of('user_id'),
    teamIds: of('team_id'),
    editing: row.editing as View['editing'],
    deletedAt: toDateOrNull(row.deleted_at),
    version: row.version as number,
    pinned: row.pinned === null || row.pinned === undefined || toBoolean(row.pinned),
  };
}

/** Views that a person has: their own, and what others show to them, to their teams or to everybody. */
export async function viewsOf({ database }: Needs, viewer: Viewer, where = '1 = 1', params: unknown[] = []) {
  const teams = viewer.teamIds.length > 0 ? viewer.teamIds : [0];
  const rows = await database.rows<Row>(
    `select list_view.*, desk_user.name as owner_name, place.pinned from list_view
     left join desk_user on desk_user.id = list_view.owner_id
     left join list_view_place place on place.view_id = list_view.id and place.user_id = ?
     where list_view.id in (
       select id from list_view where owner_id = ?
       union select id from list_view where sharing = 'everyone'
       union select view_id from list_view_share join list_view shared on shared.id = view_id
         where shared.sharing = 'some' and (list_view_share.user_id = ? or list_view_share.team_id in (?)))
       and ${where}
     order by coalesce(place.position, 1000000), list_view.id`,
    [viewer.userId, viewer.userId, viewer.userId, teams, ...params],
  );
  const ids = rows.map((row) => row.id as number);
  const shares = ids.length > 0 ? await sharesOf({ database }, ids) : [];
  return rows.map((row) => viewFrom(row, shares));
}

function sharesOf({ database }: Pick<Needs, 'database'>, ids: number[]): Promise<Row[]> {
  return database.rows<Row>('select * from list_view_share where view_id in (?) order by id', [ids]);
}

/** Throws `invalid` with every wrong field. */
export async function checked(needs: Needs, wanted: NewView): Promise<Required<NewView>> {
  const name = wanted.name.replace(/\s+/g, ' ').trim();
  const sharing = SHARINGS.find((one) => one === wanted.sharing) ?? 'private';
  const [userIds, teamIds] = [wanted.userIds ?? [], wanted.teamIds ?? []];
  const wrong: Record<string, string> = {};
  if (name === '') wrong.name = 'wrong.empty';
  else if (name.length > NAME) wrong.name = 'wrong.too_long';
  if (sharing === 'some' && userIds.length + teamIds.length === 0) wrong.people = 'wrong.view_people';
  if (!(await there(needs, 'desk_user', userIds)) || !(await there(needs, 'team', teamIds)))
    wrong.people = 'wrong.choice';
  const filter = await filterIn(needs, wanted, wrong);
  if (!filter || Object.keys(wrong).length > 0) throw invalid(wrong);
  return {
    ...{ name, sharing, filter },
    userIds: sharing === 'some' ? userIds : [],
    teamIds: sharing === 'some' ? teamIds : [],
    icon: ICONS.find((one) => one === wanted.icon) ?? 'filter',
    colour: [1, 2, 3, 4, 5].find((one) => one === wanted.colour) ?? 0,
    sort: SORTS.find((one) => one === wanted.sort) ?? 'newest',
    shows: wanted.shows ? SHOWN.filter((one) => wanted.shows!.includes(one)) : ['snippet', 'tags', 'owner'],
    density: DENSITIES.find((one) => one === wanted.density) ?? 'roomy',
    editing: EDITINGS.find((one) => one === wanted.editing) ?? 'owner',
  };
}

/** Null when its conditions are wrong: they are told together with the other fields. */
async function filterIn({ conditions }: Needs, { filter }: NewView, wrong: Record<string, string>) {
  try {
    return await conditions.check(filter);
  } catch (error) {
    if (!(error instanceof DeskError)) throw error;
    Object.assign(wrong, error.fields);
    return null;
  }
}

async function there({ database }: Needs, table: 'desk_user' | 'team', wanted: number[]): Promise<boolean> {
  if (wanted.length === 0) return true;
  const found = await database.rows<Row>(`select id from ${table} where id in (?)`, [wanted]);
  return found.length === new Set(wanted).size;
}
