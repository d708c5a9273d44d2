// The conformance kit over a registered channel: brought while the desk runs, it is one like any other (PL-2, CC-1).
import { join } from 'node:path';
import t from 'tap';
import { conformance } from '../../conformance/conformance.ts';
import { REAL_PLUGINS } from '../../support/desk.ts';
import { customFarSide } from './custom-far-side.ts';

// Two dozen desks are booted in here.
t.setTimeout(400_000);

await conformance(t, { folder: join(REAL_PLUGINS, 'custom'), farSide: customFarSide });
