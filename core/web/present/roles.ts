// Roles as pages show them: their words, what they hold in groups, the form with a box for every permission.
import {
  holdsAll,
  PERMISSION_GROUPS,
  PERMISSIONS,
  type Permission,
  type RoleView,
  type UserView,
  type Viewer,
} from '../../accounts/accounts.ts';
import { nameField } from '../common-fields.ts';
import type { FieldGroup, FieldModel, FieldOption } from '../models/fields.ts';
import type { Section, TableModel } from '../models/forms.ts';
import type { Say } from '../pages.ts';

export const ROLES_PLACE = '/settings/roles';

type Named = Pick<RoleView, 'key' | 'name' | 'builtIn' | 'explanation'>;

export function roleName(say: Say, { key, name, builtIn }: Pick<Named, 'key' | 'name' | 'builtIn'>): string {
  return builtIn ? say(`role.${key}`) : name;
}

export function nameOfRole(say: Say, roles: RoleView[], key: string): string {
  const role = roles.find((one) => one.key === key);
  return role ? roleName(say, role) : key;
}

export function roleField(say: Say, roles: RoleView[], viewer: Viewer, current: string): FieldModel {
  const options = roleOptions(say, roles, viewer, current);
  return { kind: 'choice', look: 'cards', name: 'role', label: say('field.role'), options };
}

function roleWords(say: Say, { key, explanation, builtIn }: Named): string {
  return builtIn ? say(`role.${key}.detail`) : explanation;
}

/** Whoever gives a role holds as much. */
export function roleOptions(say: Say, roles: RoleView[], viewer: Viewer, current: string): FieldOption[] {
  return roles.map((role) => ({
    value: role.key,
    label: roleName(say, role),
    detail: roleWords(say, role),
    current: role.key === current,
    refused: holdsAll(viewer, role.permissions) || role.key === current ? undefined : say('roles.above'),
  }));
}

export function roleTable(say: Say, roles: RoleView[]): TableModel {
  const columns = [
    { label: say('field.role') },
    { label: say('roles.kind') },
    { label: say('roles.permissions'), num: true },
    { label: say('teams.count'), num: true },
  ];
  const rows = roles.map((role) => ({
    cells: [
      { text: roleName(say, role), href: `${ROLES_PLACE}/${role.key}`, detail: roleWords(say, role) },
      { chips: role.builtIn ? [{ label: say('roles.built_in'), tone: 'outline' as const }] : [] },
      { text: say('roles.count', { count: role.permissions.length, all: PERMISSIONS.length }), num: true },
      { text: String(role.userCount), num: true },
    ],
  }));
  return { label: say('roles.heading'), columns, rows };
}

/** What it holds, for those that cannot be changed. */
export function heldSections(say: Say, { permissions }: RoleView): Section[] {
  const columns = [{ label: say('roles.permission') }, { label: say('roles.means') }];
  return PERMISSION_GROUPS.flatMap(({ key, permissions: all }) => {
    const held = all.filter((one) => permissions.includes(one));
    if (held.length === 0) return [];
    const rows = held.map((one) => ({
      cells: [{ text: say(`permission.${one}`) }, { text: say(`permission.${one}.detail`) }],
    }));
    const title = say(`permissions.${key}`);
    return [{ card: true, title, table: { label: title, columns, rows } }];
  });
}

export interface TypedRole {
  name: string;
  explanation: string;
  permissions: string[];
}

/** A box for each permission; what the viewer does not hold cannot be chosen. */
export function roleGroups(say: Say, typed: TypedRole, viewer: Viewer): FieldGroup[] {
  const explanation: FieldModel = {
    kind: 'long-text',
    name: 'explanation',
    label: say('roles.explanation'),
    help: say('roles.explanation.help'),
    rows: 2,
    maximum: 300,
    value: typed.explanation,
  };
  const option = (one: Permission): FieldOption => ({
    value: one,
    label: say(`permission.${one}`),
    detail: say(`permission.${one}.detail`),
    current: typed.permissions.includes(one),
    refused: viewer.held.has(one) ? undefined : say('roles.not_held'),
  });
  const boxes = PERMISSION_GROUPS.map(({ key, permissions }) => ({
    fields: [
      {
        kind: 'several' as const,
        name: permissionsField(key),
        label: say(`permissions.${key}`),
        options: permissions.map(option),
      },
    ],
  }));
  return [{ fields: [{ ...nameField(say, typed.name), maximum: 60 }, explanation] }, ...boxes];
}

/** The field of a group of permissions in the form. */
export function permissionsField(group: string): string {
  return `permissions-${group}`;
}

/** Who has it. */
export function holders(say: Say, users: UserView[], mayManage: boolean): Section {
  const rows = users.map((user) => ({
    cells: [
      {
        person: { id: `u${user.id}`, name: user.name },
        text: user.name,
        detail: user.email,
        ...(mayManage && { href: `/settings/users/${user.id}` }),
      },
    ],
  }));
  const empty = { title: say('roles.nobody'), text: say('roles.nobody.text') };
  const title = say('roles.people');
  return { card: true, title, table: { label: title, columns: [{ label: say('field.name') }], rows, empty } };
}
