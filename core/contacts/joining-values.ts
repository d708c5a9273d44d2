// Values of properties when two contacts become one: what the kept one lacks, and what a person chose from the other.
import { createProperties } from '../properties/properties.ts';
import type { Watched } from '../database/undo.ts';
import type { Needs } from './shapes.ts';

export async function joinValues(needs: Needs, keepId: number, otherId: number, taken: string[]): Promise<void> {
  const { values } = createProperties(needs);
  const of = await values.of('contact', [keepId, otherId]);
  const [mine, theirs] = [of.get(keepId)!, of.get(otherId)!];
  const wanted = Object.entries(theirs).filter(([key]) => mine[key] === undefined || taken.includes(key));
  await values.set('contact', keepId, Object.fromEntries(wanted));
}

export function watchValues(needs: Needs, ids: number[]): Watched {
  return createProperties(needs).values.watch('contact', () => ids);
}
