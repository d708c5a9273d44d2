// Prints the path of the Node this project is pinned to: what scripts/node would run.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const launcher = fileURLToPath(new URL('node', import.meta.url));
const { status } = spawnSync('sh', [launcher, '-p', 'process.execPath'], { stdio: 'inherit' });
process.exitCode = status ?? 1;
