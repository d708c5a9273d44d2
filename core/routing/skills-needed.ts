// Which skills a conversation needs: by the rules when it begins, or as somebody says.
import type { Conversations } from '../conversations/conversations.ts';
import type { Database } from '../database/database.ts';
import { toJson } from '../database/rows.ts';
import { skillsNeeded } from './skill-matching.ts';
import { readRules } from './skills.ts';
import type { SkillFacts, Skills } from './skill-shapes.ts';

interface Needs {
  database: Database;
  conversations: Pick<Conversations, 'happened'>;
}

/** What was written last; rules are about how a conversation begins. */
const MESSAGES = 5;
const WORDS = 20_000;

export function createSkillsNeeded(needs: Needs): Pick<Skills, 'neededBy' | 'decide' | 'setNeeded'> {
  const { database, conversations } = needs;
  const neededBy = async (id: number) => {
    const rows = await database.rows<{ id: number; name: string }>(
      `select skill.id, skill.name from conversation_skill join skill on skill.id = conversation_skill.skill_id
       where conversation_skill.conversation_id = ?`,
      [id],
    );
    return rows.toSorted((one, other) => one.name.localeCompare(other.name) || one.id - other.id);
  };
  return {
    neededBy,
    async decide(id) {
      const rules = (await readRules(database)).filter(({ active }) => active);
      // What a rule asked for ends with the last of them.
      if (rules.length === 0 && (await neededBy(id)).length === 0) return;
      const facts = await factsOf(database, id);
      if (facts) await write(database, id, skillsNeeded(rules, facts));
    },
    setNeeded: (id, skillIds, actor) =>
      database.write(async () => {
        const before = await neededBy(id);
        await write(database, id, skillIds);
        await database.run('update conversation set skills_by_hand = true where id = ?', [id]);
        const now = await neededBy(id);
        if (before.map((one) => one.id).join() === now.map((one) => one.id).join()) return;
        const skills = now.map(({ name }) => name).join(', ');
        await conversations.happened(
          id,
          skills ? { type: 'needs_skills', params: { skills } } : { type: 'needs_no_skills', params: {} },
          actor,
        );
      }),
  };
}

async function write(database: Database, conversationId: number, skillIds: number[]): Promise<void> {
  await database.run('delete from conversation_skill where conversation_id = ?', [conversationId]);
  if (skillIds.length === 0) return;
  await database.run(
    'insert into conversation_skill (conversation_id, skill_id) select ?, id from skill where id in (?)',
    [conversationId, skillIds],
  );
}

/** Null when somebody has said which skills it needs. */
async function factsOf(database: Database, id: number): Promise<SkillFacts | null> {
  const row = await database.row<Record<string, unknown>>(
    `select conversation.inbox_id, conversation.account_id, conversation.subject, channel_account.channel,
       coalesce(conversation.language, contact.language, '') as language, contact.properties
     from conversation left join channel_account on channel_account.id = conversation.account_id
     left join contact on contact.id = conversation.contact_id
     where conversation.id = ? and conversation.skills_by_hand = false`,
    [id],
  );
  if (!row) return null;
  const messages = await database.rows<{ text: string; addresses: unknown }>(
    `select substr(text, 1, ${WORDS}) as text, addresses from message
     where conversation_id = ? and kind = 'message' and direction = 'in' order by id desc limit ${MESSAGES}`,
    [id],
  );
  const tags = await database.rows<{ name: string }>(
    'select tag.name from conversation_tag join tag on tag.id = conversation_tag.tag_id where conversation_id = ?',
    [id],
  );
  return {
    channel: String(row.channel ?? ''),
    account: String(row.account_id ?? ''),
    inbox: String(row.inbox_id),
    language: String(row.language),
    words: [row.subject, ...messages.map(({ text }) => text)].join('\n'),
    addresses: messages.flatMap(({ addresses }) => writersIn(addresses)),
    tags: tags.map(({ name }) => name),
    properties: row.properties ? wordsIn(toJson(row.properties)) : {},
  };
}

function writersIn(addresses: unknown): string[] {
  return toJson<{ role: string; address: { value: string } }[]>(addresses)
    .filter(({ role }) => role === 'from')
    .map(({ address }) => address.value);
}

/** Lists and the like cannot be compared with words. */
function wordsIn(properties: Record<string, unknown>): Record<string, string> {
  const plain = Object.entries(properties).filter(([, value]) =>
    ['string', 'number', 'boolean'].includes(typeof value),
  );
  return Object.fromEntries(plain.map(([name, value]) => [name, String(value)]));
}
