// What `npm start` runs: the desk, from its bundle.
import { flushCompileCache } from 'node:module';
import { useBundle } from './bundled.mjs';

try {
  const isNew = useBundle({ make: true });
  await import('../core/cli/start.ts');
  // A desk that is killed before it is ever stopped starts quickly nevertheless. It takes a quarter of a second.
  if (isNew) flushCompileCache();
} catch (error) {
  if (error.code !== 'ERR_MODULE_NOT_FOUND' && error.code !== 'ENOENT') throw error;
  console.error(`${error.message}\nA part of Hubdesk is missing. Run "npm ci" and start again.`);
  process.exitCode = 1;
}
