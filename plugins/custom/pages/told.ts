// What a page says after something was done: the text `said.<code>`.
import type { Reason } from '../../../core/contract/reason.ts';

export function told(code: string): Reason {
  return { code, text: code };
}
