// Meta's error numbers for WhatsApp: what each means for people, and what may be done about it.
import { reason, type Reason } from '../../../../core/contract/reason.ts';
import type { Remedy } from '../../graph/failures.ts';
import { fields, firstText, number, type Fields } from '../../graph/json.ts';

interface Meaning {
  /** The text is `reason.whatsapp.failed.<name>`. */
  name: string;
  remedy: Remedy;
}

/** Ranges count, the first that holds. */
const MEANINGS: [codes: (number | [from: number, to: number])[], Meaning][] = [
  [[0, 190], { name: 'signed_out', remedy: 'account' }],
  [[3, 10, [200, 299], 131005], { name: 'not_permitted', remedy: 'account' }],
  [[368, 131031], { name: 'account_blocked', remedy: 'account' }],
  [[131042, 131044, 134011], { name: 'payment', remedy: 'account' }],
  [[131037, 131045, [133005, 133016], 131063], { name: 'number_not_ready', remedy: 'account' }],
  [[1, 2, 131000, 131016, 133000, 133004, 135000], { name: 'provider_trouble', remedy: 'again' }],
  [[4, 613, 80007, 130429, 131056, 131057], { name: 'too_fast', remedy: 'again' }],
  [[131048, 131049, 131064, 132069], { name: 'held_back', remedy: 'later' }],
  [[470, 131047], { name: 'window_over', remedy: 'never' }],
  [[131050], { name: 'opted_out', remedy: 'never' }],
  [[131026, 33, 1026], { name: 'not_reachable', remedy: 'never' }],
  [[130472], { name: 'experiment', remedy: 'never' }],
  [[130497], { name: 'country', remedy: 'never' }],
  [[131021], { name: 'own_number', remedy: 'never' }],
  [[131030], { name: 'test_number', remedy: 'never' }],
  [[131062], { name: 'needs_number', remedy: 'never' }],
  [[131052, 131053], { name: 'file', remedy: 'never' }],
  [
    [
      [132000, 132068],
      [134100, 134102],
    ],
    { name: 'template', remedy: 'never' },
  ],
  [[137000], { name: 'identity_changed', remedy: 'never' }],
  [[131051], { name: 'type', remedy: 'never' }],
];

const OTHER: Meaning = { name: 'other', remedy: 'never' };

export function meaningOf(code: number | null): Meaning {
  if (code === null) return OTHER;
  const holds = (one: number | [number, number]) =>
    typeof one === 'number' ? one === code : code >= one[0] && code <= one[1];
  return MEANINGS.find(([codes]) => codes.some(holds))?.[1] ?? OTHER;
}

/** What people are told; the provider's own words stay with it. */
export function errorReason(error: Fields): Reason {
  const code = number(error.code);
  const detail = firstText(fields(error.error_data).details, error.message, error.title).slice(0, 300);
  const { name } = meaningOf(code);
  const said = detail === '' ? `Error ${code ?? '?'}` : detail;
  return reason(`whatsapp.failed.${name}`, `WhatsApp: ${said}`, { code: code ?? 0, detail: said });
}
