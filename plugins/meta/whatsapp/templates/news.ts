// What Meta reports of templates is kept at once: another standing, quality or category, or a template that is not known.
import type { AccountContext } from '../../../../core/contract/context.ts';
import { fields, text, type Fields } from '../../graph/json.ts';
import type { Piece } from '../../graph/webhook.ts';
import { managementReading } from '../reading/management.ts';
import { changesOf, type Change } from '../reading/webhook.ts';
import { dropTemplate, keepStanding, type Standing } from './book.ts';
import { qualityOf, statusOf } from './standing.ts';
import { syncTemplates } from './sync.ts';

export async function takeTemplateNews(context: AccountContext, { body }: Pick<Piece, 'body'>): Promise<void> {
  for (const change of changesOf(body)) {
    const id = text(change.value.message_template_id);
    if (id !== '') await take(context, change, id);
  }
}

async function take(context: AccountContext, { field, value, businessId, at }: Change, id: string): Promise<void> {
  const told = at ?? context.now();
  if (/^DELETED$/i.test(text(value.event))) return dropTemplate(context, businessId, id);
  const standing = standingOf(field, value, told);
  // A template that is not known, or whose words were changed: Meta says all of it when asked.
  if (!standing || !(await keepStanding(context, businessId, id, standing, told))) await syncTemplates(context);
}

function standingOf(field: string, value: Fields, at: Date): Standing | null {
  const { event, new_quality_score: quality, new_category: category } = value;
  if (text(quality) !== '') return { quality: qualityOf(quality) };
  // Of a change that is only announced this is still the present one.
  if (text(category) !== '') return { category: text(category).toLowerCase() };
  if (text(event) === '') return null;
  const status = statusOf(event);
  const { event: told } = managementReading(field, value, at);
  const why = status !== 'approved' && told.type === 'account' && hasCause(value) ? told.why : null;
  return { status, why };
}

/** Meta says more than that it is so. */
function hasCause(value: Fields): boolean {
  const causes = [fields(value.rejection_info).reason, fields(value.other_info).title, value.reason];
  return causes.some((one) => text(one) !== '' && text(one) !== 'NONE');
}
