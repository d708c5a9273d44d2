// The door to views: lists of conversations that meet conditions, private or shared, counted cheaply (VW-2).
import { createCounts } from './counting.ts';
import { createKeeping } from './keeping.ts';
import { createPaging } from './paging.ts';
import type { Needs, Views } from './shapes.ts';

export { DENSITIES, ICONS, SHOWN, SORTS } from './shapes.ts';
export type { NewView, Shown, Sort, View, ViewCounts, Views } from './shapes.ts';

export function createViews(needs: Needs): Views {
  const paging = createPaging(needs);
  return { conditions: needs.conditions, ...createKeeping(needs), ...paging, ...createCounts(needs, paging.count) };
}
