// Where the notes of a call were said in its conversation, so that they can be forgotten wherever they are by then (PR-2).
import type { SqlMigration } from '../migration.ts';

export const callComments: SqlMigration = {
  name: 'core/0038-call-comments',
  up: [
    `create table call_comment (
      message_id integer primary key references message on delete cascade,
      call_id integer not null references call on delete cascade)`,
    `create index call_comment_call on call_comment (call_id)`,
  ],
  down: ['drop table call_comment'],
};
