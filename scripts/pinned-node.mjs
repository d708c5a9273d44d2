// Prints the path of the Node this project is pinned to (an optional platform package), or of the running one when it is new enough.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { existsSync } from 'node:fs';

/** The oldest Node that can run the sources as they are (type stripping without a flag). */
const OLDEST = 24;

export function pinnedNode() {
  const require = createRequire(import.meta.url);
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  try {
    const folder = dirname(require.resolve(`${name}/package.json`));
    const path = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    if (existsSync(path)) return path;
  } catch {
    // No package for this platform: fall through to the Node that runs this file.
  }
  if (Number(process.versions.node.split('.')[0]) >= OLDEST) return process.execPath;
  return null;
}

if (process.argv[1] && import.meta.url.endsWith('/pinned-node.mjs') && process.argv[1].endsWith('pinned-node.mjs')) {
  const path = pinnedNode();
  if (!path) {
    console.error(
      `Hubdesk needs Node ${OLDEST} or newer. This is ${process.versions.node}, and no packaged Node is installed for ${process.platform} on ${process.arch}.\n` +
        'Run "npm ci" (without --omit=optional), or install a newer Node.',
    );
    process.exit(1);
  }
  console.log(path);
}
