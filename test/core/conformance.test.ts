// The conformance kit over the test channel, and over what is planted into it: the kit finds every fault (PL-2).
import { join } from 'node:path';
import t from 'tap';
import { conformance } from '../conformance/conformance.ts';
import { FIXTURE_PLUGINS } from '../support/desk.ts';
import { pigeonFarSide } from '../support/pigeon-far-side.ts';

t.test('the pigeon conforms', (t) =>
  conformance(t, {
    folder: join(FIXTURE_PLUGINS, 'pigeon'),
    farSide: pigeonFarSide,
    situations: [{ settings: { window: 24 } }, { settings: { window: 1 } }, { notes: { storm: true } }],
  }),
);
