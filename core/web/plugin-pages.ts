// What plugins bring to pages: their texts and views are taken in, and their places in our pages are filled.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyRequest } from 'fastify';
import type { LoadedPlugin, SlotPlace } from '../channels/channels.ts';
import { OWN_ICON, type Slot } from '../contract/contract.ts';
import type { ViewContext } from './context.ts';
import { trusted, type TrustedHtml } from './models/shared.ts';
import { ownIconOf } from './present/marks.ts';
import type { WebParts } from './rooms.ts';

type Taking = Pick<WebParts, 'rooms' | 'locales' | 'renderer' | 'assets'>;

/** Takes in texts, views and icons of every plugin that was found. A broken view leaves that plugin without views. */
export function takePlugins({ rooms, locales, renderer, assets }: Taking): void {
  rooms.channels.drawWith({
    // Strangers see it: there is no session whose token could stand in a form.
    draw: (plugin, view, model, language) =>
      renderer.renderNamed(`${plugin}/${view}`, model, { language, timeZone: 'UTC', csrfToken: '' }),
    text: (plugin, language, key, params) => locales.text(language, `${plugin}.${key}`, params),
  });
  for (const plugin of rooms.channels.plugins()) {
    const { id, folder } = plugin;
    if (!folder) continue;
    takeIcon({ rooms, assets }, plugin, folder);
    try {
      locales.add(join(folder, 'locales'), id);
      renderer.addPlugin(id, join(folder, 'views'));
    } catch (error) {
      rooms.log.error({ error, plugin: id }, 'Texts or views of a plugin could not be taken in');
    }
  }
}

/** A drawing that is not there or not plain is told in the log; the channel then has the desk's own icon for channels. */
function takeIcon(
  { rooms, assets }: Pick<Taking, 'rooms' | 'assets'>,
  { id, plugin }: LoadedPlugin,
  folder: string,
): void {
  if (plugin?.manifest.icon !== OWN_ICON) return;
  try {
    assets.addIcon(ownIconOf(id), readFileSync(join(folder, OWN_ICON), 'utf8'));
  } catch (error) {
    rooms.log.error({ error, plugin: id }, 'The icon of a plugin could not be taken in');
    assets.addIcon(ownIconOf(id), PLUG);
  }
}

const PLUG = '<svg viewBox="0 0 24 24"><path d="M9 3v5m6-5v5M6.500 8h11v3.500a5.500 5.500 0 0 1-11 0zM12 17v4"/></svg>';

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
