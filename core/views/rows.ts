// Raw rows of views turned into plain data, and what was typed checked.
import {
  EDITINGS,
  SHARED_KINDS,
  sharesOf,
  usableBy,
  wrongAccess,
  type Access,
  type Viewer,
} from '../accounts/accounts.ts';
import { toBoolean, toDateOrNull, toJson } from '../database/rows.ts';
import { DeskError, invalid } from '../kernel/errors.ts';
import { DENSITIES, ICONS, SHOWN, SORTS, type Needs, type NewView, type View } from './shapes.ts';

export type Row = Record<string, unknown>;

const NAME = 60;

export function viewFrom(row: Row, shares: Pick<Access, 'userIds' | 'teamIds'>): View {
  return {
    ...shares,
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
    access: row.access as View['access'],
    editing: row.editing as View['editing'],
    deletedAt: toDateOrNull(row.deleted_at),
    version: row.version as number,
    pinned: row.pinned === null || row.pinned === undefined || toBoolean(row.pinned),
  };
}

/** Views that a person has: their own, and what others show to them, to their teams or to everybody. */
export async function viewsOf({ database }: Needs, viewer: Viewer, where = '1 = 1', params: unknown[] = []) {
  const usable = usableBy(SHARED_KINDS.view, viewer);
  const rows = await database.rows<Row>(
    `select list_view.*, desk_user.name as owner_name, place.pinned from list_view
     left join desk_user on desk_user.id = list_view.owner_id
     left join list_view_place place on place.view_id = list_view.id and place.user_id = ?
     where ${usable.sql} and ${where}
     order by coalesce(place.position, 1000000), list_view.id`,
    [viewer.userId, ...usable.params, ...params],
  );
  const ids = rows.map((row) => row.id as number);
  const shares = await sharesOf(database, SHARED_KINDS.view, ids);
  return rows.map((row) => viewFrom(row, shares.get(row.id as number)!));
}

/** Throws `invalid` with every wrong field. */
export async function checked(needs: Needs, wanted: NewView): Promise<Required<NewView>> {
  const name = wanted.name.replace(/\s+/g, ' ').trim();
  const access = wanted.access ?? 'private';
  const [userIds, teamIds] = [wanted.userIds ?? [], wanted.teamIds ?? []];
  const wrong = wrongAccess({ access, userIds, teamIds });
  if (name === '') wrong.name = 'wrong.empty';
  else if (name.length > NAME) wrong.name = 'wrong.too_long';
  if (!(await there(needs, 'desk_user', userIds)) || !(await there(needs, 'team', teamIds)))
    wrong.people = 'wrong.choice';
  const filter = await filterIn(needs, wanted, wrong);
  if (!filter || Object.keys(wrong).length > 0) throw invalid(wrong);
  return {
    ...{ name, access, filter },
    userIds: access === 'chosen' ? userIds : [],
    teamIds: access === 'chosen' ? teamIds : [],
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
