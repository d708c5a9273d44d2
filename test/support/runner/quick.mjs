// Loaded before each test file.
import { registerHooks } from 'node:module';
import '../../../scripts/quick-modules.mjs';

registerHooks({
  resolve(name, context, next) {
    if (name === 'async-hook-domain')
      return { url: new URL('./domain.mjs', import.meta.url).href, format: 'module', shortCircuit: true };
    return next(name, context);
  },
});
