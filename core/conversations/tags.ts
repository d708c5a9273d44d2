// Tags on conversations: by name, made when first used.
import { insert } from '../database/columns.ts';
import { invalid } from '../kernel/errors.ts';
import type { Watched } from '../database/undo.ts';
import { act } from './acting.ts';
import type { Row } from './rows.ts';
import { cut } from './words.ts';
import type { Commands } from './commands.ts';
import type { Needs } from './shapes.ts';

const NAME_LIMIT = 60;

export function watchTags(conversationIds: () => number[]): Watched {
  return {
    table: 'conversation_tag',
    key: ['conversation_id', 'tag_id'],
    columns: ['conversation_id', 'tag_id', 'last_message_at'],
    where: 'conversation_id in (?)',
    params: () => [conversationIds()],
  };
}

export function createTags(needs: Needs): Pick<Commands, 'tag' | 'untag'> {
  const { database } = needs;
  const watch = (id: number) => [watchTags(() => [id])];
  const has = (conversationId: number, tagId: number) =>
    database.row('select 1 as here from conversation_tag where conversation_id = ? and tag_id = ?', [
      conversationId,
      tagId,
    ]);
  return {
    tag: (id, wanted, actor, colour) =>
      act(needs, id, actor, 'tag', async (conversation) => {
        const tag = await tagNamed(needs, wanted, colour ?? 1);
        if (await has(id, tag.id)) return null;
        return {
          watch: watch(id),
          beside: () =>
            database.run('insert into conversation_tag (conversation_id, tag_id, last_message_at) values (?, ?, ?)', [
              id,
              tag.id,
              conversation.lastMessageAt,
            ]),
          event: 'conversation.tagged',
          data: { tag: tag.name, on: true },
        };
      }),
    untag: (id, wanted, actor) =>
      act(needs, id, actor, 'untag', async () => {
        const tag = await knownTag(needs, wanted.trim());
        if (!tag || !(await has(id, tag.id))) return null;
        return {
          watch: watch(id),
          beside: () =>
            database.run('delete from conversation_tag where conversation_id = ? and tag_id = ?', [id, tag.id]),
          event: 'conversation.tagged',
          data: { tag: tag.name, on: false },
        };
      }),
  };
}

async function knownTag(needs: Needs, name: string): Promise<{ id: number; name: string } | null> {
  const rows = await needs.database.rows<Row>('select id, name from tag', []);
  const wanted = name.normalize('NFC').toLowerCase();
  const row = rows.find((one) => (one.name as string).toLowerCase() === wanted);
  return row ? { id: row.id as number, name: row.name as string } : null;
}

async function tagNamed(needs: Needs, wanted: string, colour: number): Promise<{ id: number; name: string }> {
  const name = cut(wanted.normalize('NFC').replace(/\s+/g, ' ').trim(), NAME_LIMIT);
  if (name === '') throw invalid({ tag: 'wrong.empty' });
  const known = await knownTag(needs, name);
  if (known) return known;
  if (!Number.isInteger(colour) || colour < 1 || colour > 5) throw invalid({ colour: 'wrong.choice' });
  return { id: await insert(needs.database, 'tag', { name, colour }), name };
}
