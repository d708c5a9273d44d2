// The command `npm run new-channel NAME`: a channel that works, to be changed into the one you want.
import { fileURLToPath } from 'node:url';
import { newChannel } from './channel-skeleton.ts';

const [name = '', ...more] = process.argv.slice(2);
if (name === '' || name.startsWith('-') || more.length > 0) {
  console.error('Usage: npm run new-channel NAME     NAME: lower case letters and digits, as in plugins/NAME');
  process.exitCode = 2;
} else {
  const made = newChannel(fileURLToPath(new URL('..', import.meta.url)), name);
  if ('refused' in made) {
    console.error(made.refused);
    process.exitCode = 1;
  } else {
    // Its codes are told about as all others are.
    await import('./documents.ts');
    console.log(`${made.files.join('\n')}

The channel "${name}" stands and works against a simulated service of its own. Next:
  npm test -- test/plugins/${name}     the conformance kit over it
  npm run simulate ${name}             its simulated service, with a page to write as a customer
  npm run dev                          the desk, which follows every change
How to go on: docs/plugin-authors.md`);
  }
}
