// The door to conditions: what can be asked of conversations, checked, and turned into SQL with bound values.
import { checkFilter } from './checking.ts';
import {
  NOTHING_WITHHELD,
  type Asker,
  type ConditionProperty,
  type ConditionSource,
  type Filter,
  type Group,
  type Order,
  type Sql,
  type Withheld,
} from './shapes.ts';

export { operatorsOf, takesValue } from './checking.ts';
export { among, amount, day, flag, ids, lengthOf, moment, oneOf, sql, words } from './tests.ts';
export { MATCHES, NOTHING_WITHHELD } from './shapes.ts';
export type {
  Asker,
  Condition,
  ConditionProperty,
  ConditionSource,
  Filter,
  Group,
  Match,
  NamesOf,
  Operator,
  Order,
  Sql,
  Test,
  Withheld,
} from './shapes.ts';

export interface Conditions {
  /** Another room's properties; before anybody asks. */
  offer(source: ConditionSource): void;
  /** `withheld`: without choices that are kept from somebody. */
  properties(withheld?: Withheld): Promise<ConditionProperty[]>;
  /** Throws `invalid`, see `checkFilter`. */
  check(given: Filter): Promise<Filter>;
  /** What holds for a row; a condition on what there is no more holds for none. */
  sql(filter: Filter, asker: Asker): Promise<Sql>;
  /** Whether two people who see the same conversations would find different ones. */
  isPersonal(filter: Filter): Promise<boolean>;
  order(name: string): Order | null;
  /** Statements for values that a property must have one of, see `ConditionProperty.candidates`. */
  candidates(fixed: ReadonlyMap<string, string[]>): Promise<Sql[]>;
}

export function createConditions(): Conditions {
  const sources: ConditionSource[] = [];
  const properties = async (withheld: Withheld = NOTHING_WITHHELD) =>
    (await Promise.all(sources.map(async (one) => one.properties(withheld)))).flat();
  return {
    offer: (source) => void sources.push(source),
    properties,
    check: async (given) => checkFilter(given, await properties()),
    async sql(filter, asker) {
      const known = await properties();
      const group = ({ match, conditions }: Group) =>
        joined(
          match,
          conditions.map(
            ({ property, operator, values }) =>
              known.find(({ key }) => key === property)?.sql({ operator, values, asker }) ?? NEVER,
          ),
        );
      return joined(filter.match, filter.groups.map(group));
    },
    async isPersonal({ groups }) {
      const known = await properties();
      const all = groups.flatMap(({ conditions }) => conditions);
      return all.some(({ property, values }) => known.find(({ key }) => key === property)?.personal?.(values));
    },
    async candidates(fixed) {
      const asked = (await properties()).filter(({ key, candidates }) => candidates && fixed.has(key));
      return asked.flatMap(({ key, candidates }) => candidates!(fixed.get(key)!) ?? []);
    },
    order: (name) => sources.map(({ orders }) => orders?.[name]).find(Boolean) ?? null,
  };
}

const NEVER: Sql = { sql: '1 = 0', params: [] };

/** Nothing asked is always met. */
function joined(match: Filter['match'], parts: Sql[]): Sql {
  if (parts.length === 0) return { sql: '1 = 1', params: [] };
  const word = match === 'all' ? ' and ' : ' or ';
  return { sql: `(${parts.map((one) => one.sql).join(word)})`, params: parts.flatMap(({ params }) => params) };
}
