// Handlebars as its authors bundle it: one file instead of thirty is read at every start.
import { createRequire } from 'node:module';

const bundle = createRequire(import.meta.url)('handlebars/dist/handlebars.js') as typeof import('handlebars');

export { bundle as Handlebars };
