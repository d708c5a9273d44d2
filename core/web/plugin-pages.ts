// What plugins bring to pages: their texts and views are taken in, and their places in our pages are filled.
import { join } from 'node:path';
import type { FastifyRequest } from 'fastify';
import type { Slot } from '../contract/contract.ts';
import { trusted, type TrustedHtml } from './models/shared.ts';
import type { WebParts } from './rooms.ts';

/** Takes in the texts and views of every plugin that was found. A broken view leaves that plugin without views. */
export function takePlugins({ rooms, locales, renderer }: Pick<WebParts, 'rooms' | 'locales' | 'renderer'>): void {
  for (const { id, folder } of rooms.channels.plugins()) {
    if (!folder) continue;
    try {
      locales.add(join(folder, 'locales'), id);
      renderer.addPlugin(id, join(folder, 'views'));
    } catch (error) {
      rooms.log.error({ error, plugin: id }, 'Texts or views of a plugin could not be taken in');
    }
  }
}

export interface Place {
  channel: string;
  accountId?: number | null;
  values?: Record<string, unknown>;
}

/** The plugin's HTML for a place of a page, rendered by its own view; undefined when it has none. */
export async function slotHtml(
  { rooms, renderer }: WebParts,
  request: FastifyRequest,
  slot: Slot,
  place: Place,
): Promise<TrustedHtml | undefined> {
  const { viewContext } = request;
  const filled = await rooms.channels.fill({ slot, ...place, language: viewContext.language });
  const html = filled.map(({ channel, view, model }) => {
    try {
      return renderer.renderNamed(`${channel}/${view}`, model, viewContext);
    } catch (error) {
      rooms.log.warn({ error, plugin: channel, slot }, 'A view of a plugin could not be drawn');
      return '';
    }
  });
  return html.join('') ? trusted(html.join('\n')) : undefined;
}
