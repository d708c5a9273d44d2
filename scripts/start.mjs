// Starts the desk with Node's compile cache on, which halves the time to the first answered request.
import { enableCompileCache } from 'node:module';

enableCompileCache();
try {
  await import('../core/cli/start.ts');
} catch (error) {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  console.error(`${error.message}\nA part of Hubdesk is missing. Run "npm ci" and start again.`);
  process.exitCode = 1;
}
