// The conformance kit over WhatsApp and Messenger, on the simulated Meta (PL-2).
import { join } from 'node:path';
import t from 'tap';
import { conformance } from '../../conformance/conformance.ts';
import { REAL_PLUGINS } from '../../support/desk.ts';
import { metaFarSide } from './meta-far-side.ts';

// Two dozen desks are booted in here.
t.setTimeout(400_000);

t.test('WhatsApp conforms', (t) =>
  conformance(t, {
    folder: join(REAL_PLUGINS, 'meta/whatsapp'),
    farSide: () => metaFarSide('whatsapp'),
    situations: [{ consents: { marketing: false } }],
  }),
);

t.test('Messenger conforms', (t) =>
  conformance(t, {
    folder: join(REAL_PLUGINS, 'meta/messenger'),
    farSide: () => metaFarSide('messenger'),
    situations: [{ settings: { humanAgent: true } }],
  }),
);
