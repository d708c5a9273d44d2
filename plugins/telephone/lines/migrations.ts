// The plugin's own tables: telephone lines of calls, and where members of the team are reached.
import type { PluginMigration } from '../../../core/contract/contract.ts';

export const migrations: PluginMigration[] = [
  {
    name: 'telephone/0001-lines',
    up: [
      // `leg`: the end of the desk's call it belongs to; 0 is the customer's.
      `create table telephone_line (
        account_id integer not null, call_key text not null, leg integer not null, sid text,
        target text not null, state text not null, seq integer not null, muted integer not null, held integer not null,
        conference text, made_at bigint not null, primary key (account_id, call_key, leg))`,
      `create index telephone_line_open on telephone_line (account_id, made_at) where state <> 'over'`,
      `create index telephone_line_target on telephone_line (target)`,
      `create table telephone_member (user_id integer primary key, target text not null)`,
    ],
    down: ['drop table telephone_member', 'drop table telephone_line'],
  },
];
