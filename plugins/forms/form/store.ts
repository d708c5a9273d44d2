// Where a form's fields are kept: one row each with a version, so that two administrators do not overwrite each other.
import type { AccountContext } from '../../../core/contract/context.ts';
import { readDefinition, type Definition } from './definition.ts';

export interface StoredForm {
  definition: Definition;
  /** 0 while it is as it was made. */
  version: number;
  changedAt: Date | null;
  changedBy: string;
}

type Account = Pick<AccountContext, 'account' | 'store' | 'now'>;

export async function loadForm({ account, store }: Account): Promise<StoredForm> {
  const row = await store.row<{ version: number; definition: string; changed_at: number; changed_by: string }>(
    'select version, definition, changed_at, changed_by from forms_form where account_id = ?',
    [account.id],
  );
  if (!row) {
    const definition = readDefinition(account.settings.seed as string | undefined);
    return { definition, version: 0, changedAt: null, changedBy: '' };
  }
  const { version, definition, changed_at: at, changed_by: changedBy } = row;
  return { definition: readDefinition(definition), version, changedAt: new Date(at), changedBy };
}

/** False when somebody else has saved since the version was read; nothing is changed then. */
export async function saveForm(
  { account, store, now }: Account,
  definition: Definition,
  version: number,
  by: string,
): Promise<boolean> {
  const saved = await store.write(() =>
    store.row<{ version: number }>(
      `insert into forms_form (account_id, version, definition, changed_at, changed_by)
     select ?, ?, ?, ?, ? where ? = 0 or exists (select 1 from forms_form where account_id = ?)
     on conflict (account_id) do update set version = excluded.version, definition = excluded.definition,
       changed_at = excluded.changed_at, changed_by = excluded.changed_by
     where forms_form.version = excluded.version - 1 returning version`,
      [account.id, version + 1, JSON.stringify(definition), now().getTime(), by, version, account.id],
    ),
  );
  return saved !== undefined;
}
