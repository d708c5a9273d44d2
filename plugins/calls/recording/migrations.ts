// The plugin's own table: who agreed that a call is recorded.
import type { PluginMigration } from '../../../core/contract/contract.ts';

export const migrations: PluginMigration[] = [
  {
    name: 'calls/0001-consents',
    up: [
      `create table calls_consent (account_id integer not null, call_key text not null, caller text not null,
        wording text not null, at bigint not null, primary key (account_id, call_key))`,
      'create index calls_consent_caller on calls_consent (caller)',
      'create index calls_consent_at on calls_consent (account_id, at)',
    ],
    down: ['drop table calls_consent'],
  },
];
