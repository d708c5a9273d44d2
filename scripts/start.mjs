// What `npm start` runs: the desk, from its bundle.
import { flushCompileCache } from 'node:module';
import { useBundle } from './bundled.mjs';

try {
  useBundle({ make: true });
  await import('../core/cli/start.ts');
  // A desk that is killed one day starts quickly nevertheless.
  flushCompileCache();
} catch (error) {
  if (error.code !== 'ERR_MODULE_NOT_FOUND' && error.code !== 'ENOENT') throw error;
  console.error(`${error.message}\nA part of Hubdesk is missing. Run "npm ci" and start again.`);
  process.exitCode = 1;
}
