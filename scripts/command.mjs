// What the hubdesk command runs: core/cli/main.ts. Only opening the desk is worth making a bundle for.
import { useBundle } from './bundled.mjs';

useBundle({ make: process.argv[2] === 'start' });
await import('../core/cli/main.ts');
