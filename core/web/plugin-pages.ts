// What plugins bring to pages: their texts and views are taken in, and their places in our pages are filled.
import { join } from 'node:path';
import type { FastifyRequest } from 'fastify';
import type { SlotPlace } from '../channels/channels.ts';
import type { Slot } from '../contract/contract.ts';
import type { ViewContext } from './context.ts';
import { trusted, type TrustedHtml } from './models/shared.ts';
import type { WebParts } from './rooms.ts';

/** Takes in the texts and views of every plugin that was found. A broken view leaves that plugin without views. */
export function takePlugins({ rooms, locales, renderer }: Pick<WebParts, 'rooms' | 'locales' | 'renderer'>): void {
  rooms.channels.drawWith({
    // Strangers see it: there is no session whose token could stand in a form.
    draw: (plugin, view, model, language) =>
      renderer.renderNamed(`${plugin}/${view}`, model, { language, timeZone: 'UTC', csrfToken: '' }),
    text: (plugin, language, key, params) => locales.text(language, `${plugin}.${key}`, params),
  });
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

export type Place = Omit<SlotPlace, 'slot' | 'language'>;

/** The plugin's HTML for a place of a page, rendered by its own view; undefined when it has none. */
export function slotHtml(
  parts: Pick<WebParts, 'rooms' | 'renderer'>,
  request: FastifyRequest,
  slot: Slot,
  place: Place,
): Promise<TrustedHtml | undefined> {
  return filledSlot(parts, request.viewContext, slot, place);
}

/** The same for what is drawn without a request. */
export async function filledSlot(
  { rooms, renderer }: Pick<WebParts, 'rooms' | 'renderer'>,
  viewContext: ViewContext,
  slot: Slot,
  place: Place,
): Promise<TrustedHtml | undefined> {
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
