// Templates as they are kept: by business account, with what Meta last said of each.
import type { PluginContext } from '../../../../core/contract/context.ts';
import type { Reason } from '../../../../core/contract/reason.ts';
import type { Template, TemplateStatus } from '../../../../core/contract/template.ts';

type Needs = Pick<PluginContext, 'store' | 'now'>;

interface Row {
  id: string;
  status: TemplateStatus;
  category: string;
  quality: NonNullable<Template['quality']>;
  why: string | null;
  content: string;
}

/** When templates were last taken over as a whole; `why` when the last try failed. */
export interface Synchronised {
  at: Date | null;
  triedAt: Date;
  why: Reason | null;
}

/** By name, then language. */
export async function keptTemplates({ store }: Needs, businessId: string): Promise<Template[]> {
  const rows = await store.rows<Row>(
    `select id, status, category, quality, why, content from whatsapp_template
     where business_id = ? order by name, language, id`,
    [businessId],
  );
  return rows.map(({ id, status, category, quality, why, content }) => ({
    ...(JSON.parse(content) as Template),
    ...{ id, status, category, quality },
    why: why === null ? undefined : (JSON.parse(why) as Reason),
  }));
}

export async function lastSynchronised({ store }: Needs, businessId: string): Promise<Synchronised | null> {
  const row = await store.row<{ at: number | null; tried_at: number; why: string | null }>(
    'select at, tried_at, why from whatsapp_template_sync where business_id = ?',
    [businessId],
  );
  if (!row) return null;
  return {
    at: row.at === null ? null : new Date(row.at),
    triedAt: new Date(row.tried_at),
    why: row.why === null ? null : (JSON.parse(row.why) as Reason),
  };
}

/** The whole list, as it was asked for at `asked`: what Meta reported since then of one of them holds. */
export async function keepAll(needs: Needs, businessId: string, templates: Template[], asked: Date): Promise<void> {
  const { store } = needs;
  const at = asked.getTime();
  await store.write(async () => {
    for (const { id, name, language, status, category, quality = 'unknown', why, ...content } of templates) {
      const standing = ['status', 'category', 'quality', 'why'];
      const changes = standing.map(
        (one) => `${one} = case when told_at > excluded.told_at then ${one} else excluded.${one} end`,
      );
      await store.run(
        `insert into whatsapp_template (business_id, id, name, language, status, category, quality, why, content, told_at, seen_at)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (business_id, id) do update set name = excluded.name,
           language = excluded.language, content = excluded.content, seen_at = excluded.seen_at, ${changes.join(', ')},
           told_at = case when told_at > excluded.told_at then told_at else excluded.told_at end`,
        [
          ...[businessId, id, name, language, status, category, quality, why ? JSON.stringify(why) : null],
          ...[JSON.stringify({ ...content, name, language }), at, at],
        ],
      );
    }
    await store.run('delete from whatsapp_template where business_id = ? and seen_at < ?', [businessId, at]);
  });
  await noteTry(needs, businessId, null);
}

/** `why` null: it went well. */
export async function noteTry({ store, now }: Needs, businessId: string, why: Reason | null): Promise<void> {
  const at = now().getTime();
  await store.run(
    `insert into whatsapp_template_sync (business_id, at, tried_at, why) values (?, ?, ?, ?)
     on conflict (business_id) do update set at = coalesce(excluded.at, at), tried_at = excluded.tried_at, why = excluded.why`,
    [businessId, why ? null : at, at, why && JSON.stringify(why)],
  );
}

export interface Standing {
  status?: TemplateStatus;
  category?: string;
  quality?: Template['quality'];
  why?: Reason | null;
}

/** What a report says of one template, unless something newer is known. False when there is no such template here. */
export async function keepStanding(
  { store }: Needs,
  businessId: string,
  id: string,
  standing: Standing,
  told: Date,
): Promise<boolean> {
  const known = await store.row('select id from whatsapp_template where business_id = ? and id = ?', [businessId, id]);
  if (!known) return false;
  const written = {
    ...standing,
    ...('why' in standing && { why: standing.why ? JSON.stringify(standing.why) : null }),
  };
  const changes = Object.entries(written).filter(([, value]) => value !== undefined);
  const set = changes.map(([name]) => `${name} = ?`).join(', ');
  await store.run(
    `update whatsapp_template set ${set}, told_at = ? where business_id = ? and id = ? and told_at <= ?`,
    [...changes.map(([, value]) => value), told.getTime(), businessId, id, told.getTime()],
  );
  return true;
}

/** What is known of a business account, with when it was asked. */
export async function dropAll({ store }: Needs, businessId: string): Promise<void> {
  await store.write(async () => {
    await store.run('delete from whatsapp_template where business_id = ?', [businessId]);
    await store.run('delete from whatsapp_template_sync where business_id = ?', [businessId]);
  });
}

export async function dropTemplate({ store }: Needs, businessId: string, id: string): Promise<void> {
  await store.run('delete from whatsapp_template where business_id = ? and id = ?', [businessId, id]);
}
