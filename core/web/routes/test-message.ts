// The dialog of a test message: to whom and what.
import type { FieldModel } from '../models/fields.ts';
import type { DialogModel } from '../models/forms.ts';
import { accountAddress, type Account } from '../present/accounts.ts';
import { text, type Present } from '../present/marks.ts';
import type { WebParts } from '../rooms.ts';

const INPUTS = { email: 'email', phone: 'tel', handle: 'text' } as const;

export function testDialog(
  { rooms }: WebParts,
  present: Present,
  account: Account,
  to: string,
  words = text(present, 'account.test.words'),
  error?: string,
): DialogModel {
  const kind = rooms.channels.live(account.id)?.manifest.reaches[0] ?? 'handle';
  // A first guess is the person's own address, where the channel reaches such.
  const value = kind === 'email' || error ? to : '';
  const label = text(present, `account.test.to.${kind}`);
  const message = text(present, 'account.test.message');
  const fields: FieldModel[] = [
    { kind: 'text', inputType: INPUTS[kind], name: 'to', label, required: true, value },
    { kind: 'long-text', name: 'words', label: message, value: words, maximum: 500 },
  ];
  return {
    title: text(present, 'account.test.title'),
    text: text(present, 'account.test.text', { title: account.title }),
    error,
    action: `${accountAddress(account)}/test`,
    groups: [{ fields }],
    submit: text(present, 'account.test.submit'),
    back: `${accountAddress(account)}/health`,
  };
}
