// People who are to be forgotten: their number on the lines of past calls, and what was recorded of them (PR-2).
import type { PluginContext } from '../../../core/contract/context.ts';
import type { ForgottenPerson } from '../../../core/contract/people.ts';

/** With these, and then the call, begins the key of whatever was recorded. */
const KINDS = ['recording', 'transcript'];

export async function forget({ addresses }: ForgottenPerson, context: PluginContext): Promise<void> {
  const { store, emptyArrivals } = context;
  const numbers = addresses.filter(({ kind }) => kind === 'phone').map(({ value }) => value);
  const withheld = addresses
    .filter(({ kind, value }) => kind === 'handle' && value.startsWith('withheld:'))
    .map(({ value }) => value.slice('withheld:'.length));
  if (numbers.length + withheld.length === 0) return;
  const where = 'leg = 0 and (target in (?) or call_key in (?))';
  const asked = [numbers.length > 0 ? numbers : [''], withheld.length > 0 ? withheld : ['']];
  const rows = await store.rows<{ call_key: string }>(`select call_key from telephone_line where ${where}`, asked);
  await emptyArrivals(rows.flatMap(({ call_key: key }) => KINDS.map((kind) => `${kind}:${key}:`)));
  await store.run(`update telephone_line set target = '' where ${where} and target <> ''`, asked);
}
