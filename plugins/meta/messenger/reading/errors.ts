// Meta's error numbers for Messenger: what each means for people, and what may be done about it.
import { reason, type Reason } from '../../../../core/contract/reason.ts';
import type { Remedy } from '../../graph/failures.ts';
import { firstText, number, type Fields } from '../../graph/json.ts';

interface Meaning {
  /** The text is `reason.messenger.failed.<name>`. */
  name: string;
  remedy: Remedy;
}

/** The finer number where there is one, else the coarse one. */
const BY_SUBCODE: [subcodes: number[], Meaning][] = [
  [[2018278, 2534022], { name: 'window_over', remedy: 'never' }],
  [[2018065, 2018108, 1545041, 2018001], { name: 'not_reachable', remedy: 'never' }],
  [[1893063, 2018164, 2018028, 33], { name: 'not_permitted', remedy: 'account' }],
  [[2018008, 2018047, 2018109, 2018294, 2018074], { name: 'file', remedy: 'never' }],
  [[2018338, 2534040], { name: 'too_fast', remedy: 'again' }],
  [[2018300, 2018321, 2534037], { name: 'owned_elsewhere', remedy: 'never' }],
];

const BY_CODE: [codes: number[], Meaning][] = [
  [[190, 0], { name: 'signed_out', remedy: 'account' }],
  [[10, 200, 2022, 368], { name: 'not_permitted', remedy: 'account' }],
  [[1, 2, 1200], { name: 'provider_trouble', remedy: 'again' }],
  [[4, 613, 32, 80006], { name: 'too_fast', remedy: 'again' }],
  [[551, 9000001], { name: 'not_reachable', remedy: 'never' }],
  [[2018300, 2018321], { name: 'owned_elsewhere', remedy: 'never' }],
];

const OTHER: Meaning = { name: 'other', remedy: 'never' };

export function meaningOf(code: number | null, subcode: number | null): Meaning {
  const fine = BY_SUBCODE.find(([subcodes]) => subcode !== null && subcodes.includes(subcode));
  const coarse = BY_CODE.find(([codes]) => code !== null && codes.includes(code));
  return fine?.[1] ?? coarse?.[1] ?? OTHER;
}

/** What people are told; the provider's own words stay with it. */
export function errorReason(error: Fields): Reason {
  const [code, subcode] = [number(error.code), number(error.error_subcode)];
  const detail = firstText(error.message, error.error_user_msg).slice(0, 300) || `Error ${code ?? '?'}`;
  const { name } = meaningOf(code, subcode);
  return reason(`messenger.failed.${name}`, `Messenger: ${detail}`, { code: code ?? 0, detail });
}
