// Names of pipelines and stages, and that others hear of their changes.
import type { Actor } from '../events/events.ts';
import { invalid } from '../kernel/errors.ts';
import type { Needs } from './shapes.ts';

const NAME_LIMIT = 60;

export async function tellPipeline(needs: Needs, pipelineId: number | null, actor: Actor): Promise<void> {
  await needs.events.add({ type: 'pipeline.changed', actor, data: { pipelineId } });
}

export function goodName(wanted: string): string {
  const name = wanted.replace(/\s+/g, ' ').trim();
  if (name === '') throw invalid({ name: 'wrong.empty' });
  if (name.length > NAME_LIMIT) throw invalid({ name: 'wrong.too_long' });
  return name;
}
