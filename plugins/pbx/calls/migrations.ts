// The plugin's own table: what each telephone holds, so that a lost line or a restart forgets no call.
import type { PluginMigration } from '../../../core/contract/contract.ts';

export const migrations: PluginMigration[] = [
  {
    name: 'pbx/0001-dialogs',
    up: [
      // `name`: by which page and desk know it; of what came in, the far side's own name, which is `sip`.
      `create table pbx_dialog (
        account_id integer not null, user_id integer not null, name text not null, call_key text not null,
        sip text not null, way text not null, state text not null, made_at bigint not null,
        primary key (account_id, user_id, name))`,
      `create index pbx_dialog_call on pbx_dialog (account_id, call_key)`,
      `create index pbx_dialog_made on pbx_dialog (made_at)`,
    ],
    down: ['drop table pbx_dialog'],
  },
];
