// Loaded before each test file, and before what tap has loaded there.
import { registerHooks } from 'node:module';
import { findModulesQuickly } from '../../../scripts/quick-modules.mjs';

const INSTEAD = new Map([
  ['async-hook-domain', new URL('./domain.mjs', import.meta.url).href],
  // Reads every module once more, to know what tests cover.
  ['@tapjs/processinfo/dist/esm/import.mjs', 'data:text/javascript,'],
]);

// What a test starts begins as it does without tests.
delete process.env.NODE_OPTIONS;
findModulesQuickly();
registerHooks({
  resolve(name, context, next) {
    for (const [known, url] of INSTEAD) if (name.endsWith(known)) return { url, format: 'module', shortCircuit: true };
    return next(name, context);
  },
});
