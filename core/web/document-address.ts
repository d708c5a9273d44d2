// Where a file of the library is for whoever was sent its address.
import type { Entry } from '../library/library.ts';
import type { WebParts } from './rooms.ts';

/** Unguessable; the name is only there to be read. */
export function documentAddress({ options }: WebParts, { publicId, file }: Pick<Entry, 'publicId' | 'file'>): string {
  return `${options.publicUrl}/documents/${publicId}/${encodeURIComponent(file?.name ?? '')}`;
}
