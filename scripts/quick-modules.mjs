// Node does not look for modules whose place is plain.
import { registerHooks } from 'node:module';

/** Large packages of many small files, all of them ES modules that name each other with their endings. */
const PACKAGES = /\/node_modules\/(?:kysely|@mikro-orm\/[a-z]+)\/.*\.js$/;

/**
 * For what is imported from now on. Half of a start is finding modules: each relative name is looked up on the disk,
 * followed through links, and its kind read from a package.json. In these files the name says all of it; whatever is not
 * there fails when it is read.
 */
export function findModulesQuickly() {
  registerHooks({
    resolve(name, context, next) {
      const { parentURL: from } = context;
      if (from && name.startsWith('.')) {
        const format = formatOf(name, from);
        if (format) return { url: new URL(name, from).href, format, shortCircuit: true };
      }
      return next(name, context);
    },
  });
}

function formatOf(name, from) {
  if (name.endsWith('.ts') && from.endsWith('.ts')) return 'module-typescript';
  return name.endsWith('.js') && PACKAGES.test(from) ? 'module' : undefined;
}
