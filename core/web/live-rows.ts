// How changes of a list look on the live line: rows, who looks, who types, numbers.
import type { Shown } from '../views/views.ts';
import type { ListCounts, ListRow } from '../conversations/conversations.ts';
import { partialsHtml } from './replies.ts';
import type { Drawing, LiveAudience, LiveWatcher } from './live-drawing.ts';
import { placeAddress, placeTopic, type ListPlace } from './present/lists.ts';
import { userPerson } from './present/marks.ts';
import { saidOf } from './present/naming.ts';
import { rowModel } from './present/rows.ts';

interface RowMarks {
  unread: boolean;
  typing: boolean;
  watchers: LiveWatcher[];
  shows?: Shown[];
}

export function rowPages({ present, view }: Drawing) {
  return {
    row(row: ListRow, { unread, typing, watchers, shows }: RowMarks, place: ListPlace, audience: LiveAudience): string {
      const model = rowModel(present(audience), { ...row, unread }, placeAddress(place), undefined, shows);
      const html = view('inbox/row', { ...model, typing, watchers: watchers.map(userPerson) }, audience);
      return partialsHtml([{ target: '#rows', swap: 'beforeend', upsert: 'rows', topic: placeTopic(place), html }]);
    },
    rowGone: (conversationId: number, place: ListPlace): string =>
      partialsHtml([{ target: `#row-${conversationId}`, swap: 'delete', topic: placeTopic(place), html: '' }]),
    ticketsChanged: (): string =>
      partialsHtml([{ target: '#tickets', swap: 'innerMorph', topic: 'tickets', from: '', html: '' }]),
    callsChanged: (): string =>
      partialsHtml([{ target: '#call-log', swap: 'innerMorph', topic: 'calls', from: '', html: '' }]),
    usersChanged: (): string =>
      partialsHtml([{ target: '#users', swap: 'innerMorph', topic: 'users', from: '', html: '' }]),
    rowWatchers(conversationId: number, watchers: LiveWatcher[]): string {
      const html = view('inbox/watch', { watchers: watchers.map(userPerson) }, NOBODY);
      return partialsHtml([{ target: `#row-${conversationId}-watch`, swap: 'innerHTML', html }]);
    },
    rowTyping(row: Pick<ListRow, 'id' | 'snippet' | 'snippetOf'>, typing: boolean, audience: LiveAudience): string {
      const html = view('inbox/snippet', { snippet: saidOf(present(audience), row), typing }, audience);
      return partialsHtml([{ target: `#row-${row.id}-snippet`, swap: 'innerHTML', html }]);
    },
  };
}

/** Names only: nothing in it is written in a language. */
const NOBODY: LiveAudience = { language: 'en', timeZone: 'UTC' };

/** Counts of the lists, and what waits for the person alone. */
type Numbers = ListCounts & { waiting: number; notifications: number; views: [viewId: number, count: number][] };

const COUNTED = ['unassigned', 'mine', 'open', 'snoozed', 'spam'] as const;

export function numberPages({ view, number }: Drawing) {
  return {
    numbers(numbers: Numbers, place: ListPlace | null, audience: LiveAudience): string {
      const put = (target: string, html: string, topic?: string) => ({
        target,
        swap: 'innerHTML' as const,
        html,
        topic,
      });
      const count = (value: number) => (value === 0 ? '' : number(value, audience));
      const badge = (value: number) => view('layouts/badge', { count: value }, audience);
      const partials = [
        put('#badge-inbox', badge(numbers.waiting)),
        put('#badge-notifications', badge(numbers.notifications)),
      ];
      if (!place) return partialsHtml(partials);
      const topic = placeTopic(place);
      for (const list of COUNTED) partials.push(put(`#count-${list}`, count(numbers[list]), topic));
      for (const [id, value] of numbers.views) {
        partials.push(put(`#count-view-${id}`, count(value), topic));
        if (id === place.viewId) partials.push(put('#list-count', count(value), topic));
      }
      const shown = place.viewId ? undefined : COUNTED.find((list) => list === place.list);
      if (shown) partials.push(put('#list-count', count(numbers[shown]), topic));
      return partialsHtml(partials);
    },
  };
}
