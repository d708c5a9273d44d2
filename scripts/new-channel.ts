// The command `npm run new-channel NAME [FOLDER]`: a channel that works, to be changed into the one you want.
import { fileURLToPath } from 'node:url';
import { newPackage } from './channel-package.ts';
import { newChannel } from './channel-skeleton.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const [name = '', folder, ...more] = process.argv.slice(2);

if (name === '' || name.startsWith('-') || more.length > 0) {
  console.error(`Usage: npm run new-channel NAME [FOLDER]
  NAME     lower case letters and digits
  FOLDER   makes an npm package of its own there, outside of the desk; otherwise the channel stands in plugins/NAME`);
  process.exitCode = 2;
} else if (folder) {
  const made = newPackage(root, name, folder);
  said(made, () => packageNext(folder));
} else {
  const made = newChannel(root, name);
  // Its codes are told about as all others are.
  if ('files' in made) await import('./documents.ts');
  said(made, () => folderNext(name));
}

function said(made: { files: string[] } | { refused: string }, next: () => string): void {
  if ('refused' in made) {
    console.error(made.refused);
    process.exitCode = 1;
  } else console.log(`${made.files.join('\n')}\n\n${next()}\nHow to go on: docs/plugin-authors.md`);
}

function folderNext(name: string): string {
  return `The channel "${name}" stands and works against a simulated service of its own. Next:
  npm test -- test/plugins/${name}     the conformance kit over it
  npm run simulate ${name}             its simulated service, with a page to write as a customer
  npm run dev                          the desk, which follows every change`;
}

function packageNext(folder: string): string {
  return `The package stands and works against a simulated service of its own. Next:
  cd ${folder}
  npm install
  npm test                             builds it, and the conformance kit over it`;
}
