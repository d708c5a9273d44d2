// Pages and banners that say what went wrong.
import type { PageHead } from './frame.ts';

/** View `trouble/page`. `text` replaces the words of the kind, for example to say who can grant a right. */
export interface TroublePage extends PageHead {
  kind: TroubleKind;
  status: number;
  text?: string;
}

/** View `trouble/banner`, into `#trouble`. */
export interface TroubleBanner {
  kind: TroubleKind;
  text?: string;
}

export type TroubleKind =
  'signed-out' | 'forbidden' | 'missing' | 'conflict' | 'large' | 'often' | 'refused' | 'failed';
