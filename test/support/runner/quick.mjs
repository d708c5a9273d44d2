// Loaded before each test file.
import { registerHooks } from 'node:module';
import { findModulesQuickly } from '../../../scripts/quick-modules.mjs';

findModulesQuickly();
registerHooks({
  resolve(name, context, next) {
    if (name === 'async-hook-domain')
      return { url: new URL('./domain.mjs', import.meta.url).href, format: 'module', shortCircuit: true };
    return next(name, context);
  },
});
