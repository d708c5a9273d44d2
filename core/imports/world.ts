// What rows are read against: the properties there are and will be, who is in the team, pipelines and stages.
import { deskViewer, may, seesPipeline, type Permission, type Viewer } from '../accounts/accounts.ts';
import type { NewProperty, Property } from '../properties/properties.ts';
import type { Pipeline } from '../tickets/tickets.ts';
import type { Import, Needs } from './shapes.ts';
import { propertiesOf } from './targets.ts';
import type { Person } from './values.ts';

/** `index` is the column's. */
export interface Column {
  index: number;
  heading: string;
  target: string;
  property?: Pick<Property, 'kind' | 'options' | 'label' | 'key'>;
}

export interface World {
  run: Import;
  /** Whose import it is, with the rights they have now; null when they may not come in any more. */
  viewer: Viewer | null;
  columns: Column[];
  people: Person[];
  /** Those that they see. */
  pipelines: Pipeline[];
  /** Of properties that are only wanted so far: what was found in their columns, for those with choices. */
  choices: Map<number, Set<string>>;
}

/** Choices that a property can have. */
const MOST_CHOICES = 200;

export async function worldOf(needs: Needs, run: Import): Promise<World> {
  const properties = await needs.properties.definitions.list(propertiesOf(run.object));
  const users = await needs.accounts.users.list();
  const viewer = run.user ? await needs.accounts.viewerOf(run.user.id) : deskViewer();
  const pipelines = run.object === 'ticket' ? await needs.tickets.pipelines.list() : [];
  return {
    run,
    viewer,
    columns: run.columns.flatMap((heading, index) => columnOf(heading, index, run, properties) ?? []),
    people: users.map(({ id, name, email }) => ({ id, name, email })),
    pipelines: viewer ? pipelines.filter(({ id }) => seesPipeline(viewer, id)) : pipelines,
    choices: new Map(),
  };
}

function columnOf(heading: string, index: number, { settings }: Import, properties: Property[]): Column | undefined {
  const target = settings.targets[index] ?? '';
  if (target === '') return undefined;
  if (target.startsWith('new.')) {
    const kind = target.slice('new.'.length) as Property['kind'];
    // What it can be is what is found.
    const property = { kind: kind === 'choice' ? ('text' as const) : kind, options: [], label: heading, key: '' };
    return { index, heading, target, property };
  }
  if (!target.startsWith('property.')) return { index, heading, target };
  const property = properties.find(({ key }) => target === `property.${key}`);
  return property && { index, heading, target, property };
}

/** What rows name and there is not yet is made, as far as whoever imports may make such things. */
export function makesMissing({ run, viewer }: World, permission: Permission, about?: { type: string }): boolean {
  return run.settings.createMissing && viewer !== null && may(viewer, permission, about);
}

/** False when there are more than one can choose from. */
export function rememberChoice({ choices }: World, { index, target }: Column, text: string): boolean {
  if (target !== 'new.choice') return true;
  const known = choices.get(index) ?? new Set();
  choices.set(index, known);
  known.add(text.slice(0, 80));
  return known.size <= MOST_CHOICES;
}

/** The properties that come along, by the index of their column. */
export function newProperties(
  { object, columns, settings }: Import,
  choices: Record<string, string[]>,
): [number, NewProperty][] {
  return settings.targets.flatMap((target, index): [number, NewProperty][] => {
    if (!target.startsWith('new.')) return [];
    const kind = target.slice('new.'.length) as Property['kind'];
    const options = kind === 'choice' ? (choices[index] ?? []) : undefined;
    const label = (columns[index] ?? '').trim().slice(0, 80) || `#${index + 1}`;
    return [[index, { object: propertiesOf(object), label, kind, options }]];
  });
}
