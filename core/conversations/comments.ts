// Internal notes: cleaned, written into the thread, and told to whom they mention.
import { invalid } from '../kernel/errors.ts';
import { createFinding } from './finding.ts';
import { createRecording } from './recording.ts';
import { createNotify } from './telling.ts';
import type { Commands } from './commands.ts';
import type { Needs } from './shapes.ts';

const HTML_LIMIT = 200_000;
const ALLOWED = [
  'p',
  'br',
  'b',
  'strong',
  'i',
  'em',
  'u',
  's',
  'code',
  'pre',
  'ul',
  'ol',
  'li',
  'blockquote',
  'a',
  'div',
  'span',
];

export function createComments(needs: Needs): Pick<Commands, 'comment'> {
  return {
    async comment(conversationId, userId, html, mentionedUserIds = [], formKey = null, besides) {
      const clean = await cleaned(html.slice(0, HTML_LIMIT));
      if (clean.text.trim() === '') throw invalid({ comment: 'wrong.empty' });
      return needs.database.write(async () => {
        const before = await createFinding(needs).writtenIn(formKey, userId);
        if (before) return before;
        const message = await createRecording(needs).record({
          conversationId,
          kind: 'comment',
          direction: 'out',
          accountId: null,
          authorUserId: userId,
          formKey,
          parts: [{ type: 'text', ...clean }],
        });
        for (const mentioned of new Set(mentionedUserIds))
          await mention(needs, message.id, conversationId, userId, mentioned);
        await besides?.(message.id);
        return message;
      });
    },
  };
}

async function mention(
  needs: Needs,
  messageId: number,
  conversationId: number,
  by: number,
  userId: number,
): Promise<void> {
  const known = await needs.database.row(`select 1 as here from desk_user where id = ? and status = 'active'`, [
    userId,
  ]);
  if (!known || userId === by) return;
  await needs.database.run('insert into mention (message_id, user_id) values (?, ?) on conflict do nothing', [
    messageId,
    userId,
  ]);
  await createNotify(needs)({ userId, kind: 'mention', conversationId, messageId, actor: `user:${by}` });
}

/** Loaded when first needed: most processes start without anybody commenting. */
async function cleaned(html: string): Promise<{ html: string; text: string }> {
  const [{ default: sanitize }, { convert }] = await Promise.all([import('sanitize-html'), import('html-to-text')]);
  const clean = sanitize(html, {
    allowedTags: ALLOWED,
    allowedAttributes: { a: ['href'] },
    allowedClasses: { span: ['mention'] },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    transformTags: { a: (tagName, attribs) => ({ tagName, attribs: { ...attribs, rel: 'noopener noreferrer' } }) },
  });
  const text = convert(clean, {
    wordwrap: false,
    limits: { maxDepth: 60 },
    selectors: [{ selector: 'a', options: { ignoreHref: true } }],
  });
  return { html: clean, text };
}
