// Starts the desk quickly: Node keeps what it has compiled, and does not look for files whose place is plain.
import { enableCompileCache } from 'node:module';
import { findModulesQuickly } from './quick-modules.mjs';

findModulesQuickly();
enableCompileCache();
try {
  await import('../core/cli/start.ts');
} catch (error) {
  if (error.code !== 'ERR_MODULE_NOT_FOUND' && error.code !== 'ENOENT') throw error;
  console.error(`${error.message}\nA part of Hubdesk is missing. Run "npm ci" and start again.`);
  process.exitCode = 1;
}
