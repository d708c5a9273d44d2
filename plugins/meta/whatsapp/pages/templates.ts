// The templates of an account: what Meta has approved and what not, asked for again by a button (WA-4).
import type { AccountPage, PageAbout } from '../../../../core/contract/pages.ts';
import { templateObstacle } from '../../../../core/contract/template-filling.ts';
import type { Template } from '../../../../core/contract/template.ts';
import { settingsOf } from '../settings.ts';
import { lastSynchronised } from '../templates/book.ts';
import { syncTemplates, templatesOf } from '../templates/sync.ts';

const MOST = 200;
/** Milliseconds between two askings: Meta counts them. */
const PAUSE = 5_000;

export const templatesPage: AccountPage = {
  id: 'templates',
  view: 'templates',
  permission: 'channel.read',
  model: pageModel,
  actions: {
    async refresh({ account, query }) {
      const last = await lastSynchronised(account, settingsOf(account.account).businessAccountId);
      const isFresh = last !== null && account.now().getTime() - last.triedAt.getTime() < PAUSE;
      const go: Record<string, string> = query.q ? { q: query.q } : {};
      if (account.account.demo) return { go, said: { code: 'templates_invented', text: 'templates_invented' } };
      const why = isFresh ? null : await syncTemplates(account);
      const code = why ? 'templates_kept' : 'templates_taken';
      return { go, said: { code, text: code } };
    },
  },
};

async function pageModel({ account, address, query, language }: PageAbout): Promise<object> {
  const all = await templatesOf(account);
  const last = await lastSynchronised(account, settingsOf(account.account).businessAccountId);
  const words = (query.q ?? '').slice(0, 100).toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter(({ name, body, language: own, category }) => {
    const said = `${name} ${own} ${category} ${body}`.toLowerCase();
    return words.every((word) => said.includes(word));
  });
  return {
    query: query.q,
    refresh: `${address}/refresh${query.q ? `?${new URLSearchParams({ q: query.q })}` : ''}`,
    count: all.length,
    none: all.length === 0 || undefined,
    nothing: (all.length > 0 && found.length === 0) || undefined,
    lines: found.slice(0, MOST).map((one) => lineOf(one, (key) => account.text(language, key))),
    more: found.length > MOST ? found.length - MOST : undefined,
    at: last?.at ?? undefined,
    why: last?.why ?? undefined,
  };
}

const TONES: Record<Template['status'], string> = {
  approved: 'good',
  pending: 'warn',
  paused: 'warn',
  rejected: 'bad',
  disabled: 'bad',
};
const RATED: Record<string, string> = { high: 'good', medium: 'warn', low: 'bad' };

function lineOf(template: Template, say: (key: string) => string) {
  const { name, language, category, status, quality = 'unknown', body } = template;
  const obstacle = templateObstacle(template);
  return {
    name,
    language: language.replace('_', '-'),
    category: ['marketing', 'utility', 'authentication'].includes(category)
      ? say(`template.category.${category}`)
      : category,
    chip: { label: say(`template.status.${status}`), tone: TONES[status] },
    quality: quality === 'unknown' ? undefined : { label: say(`template.quality.${quality}`), tone: RATED[quality] },
    // The status says enough where Meta gave no cause.
    why: obstacle?.code.startsWith('whatsapp.') ? obstacle : undefined,
    body,
  };
}
