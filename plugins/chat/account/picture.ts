// The heading's own picture: kept in the settings, fetched by the widget only once it is shown.
import { createHash } from 'node:crypto';
import type { AccountContext } from '../../../core/contract/context.ts';
import { settingsOf } from '../settings.ts';

export interface Picture {
  type: string;
  content: Buffer;
  /** Changes with the content: may be cached for ever. */
  version: string;
}

const SHOWN = /^data:(image\/(?:png|jpeg|webp|gif|avif));base64,([A-Za-z0-9+/=\s]+)$/;

/** Null for everything that is no picture a browser shows without running anything. */
export function pictureOf(address: string): Picture | null {
  const [, type, encoded] = SHOWN.exec(address) ?? [];
  if (!type || !encoded) return null;
  const content = Buffer.from(encoded, 'base64');
  return { type, content, version: createHash('sha256').update(content).digest('base64url').slice(0, 12) };
}

export function headingPicture({ account }: Pick<AccountContext, 'account'>): Picture | null {
  return pictureOf(settingsOf(account).headingPicture ?? '');
}

/** The address instead of the picture itself; initials stay what they are. */
export function pictureAddress({ account, publicUrl }: AccountContext, face: string): string {
  if (!face.startsWith('data:')) return face;
  const shown = pictureOf(face);
  return shown ? `${publicUrl}/channels/chat/picture?id=${account.publicId}&v=${shown.version}` : '';
}
