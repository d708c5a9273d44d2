// The conformance kit over team e-mail: a mailbox by IMAP and SMTP on the simulated far side (PL-2).
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { conformance } from '../../conformance/conformance.ts';
import { mailFarSide } from './mail-far-side.ts';

// A dozen desks are booted in here.
t.setTimeout(300_000);

t.test('e-mail conforms', (t) =>
  conformance(t, {
    folder: fileURLToPath(new URL('../../../plugins/email', import.meta.url)),
    farSide: mailFarSide,
    situations: [{ recipient: { kind: 'phone', value: '+49301234567' } }],
  }),
);
