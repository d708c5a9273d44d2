// Scripts of plugins for browsers, made when somebody first asks for them.
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import type { PageScript } from '../contract/page-script.ts';

/** Characters. */
const LARGEST = 16_000_000;

/**
 * For browsers that know ES2022. Rejects when it cannot be made, with what the bundler says. It is a process that ends by
 * itself: the bundler's own interface would keep one beside the desk.
 */
export function pageScript({ contents, folder, bundle, define = {}, inject = [] }: PageScript): Promise<string> {
  const options = [
    ...['--minify', '--target=es2022', '--charset=utf8', '--log-level=error', '--color=false'],
    ...(bundle ? ['--bundle', '--format=iife'] : []),
    ...Object.entries(define).map(([word, by]) => `--define:${word}=${by}`),
    ...inject.map((path) => `--inject:${path}`),
  ];
  return new Promise((resolve, reject) => {
    const limits = { cwd: folder, maxBuffer: LARGEST };
    const child = execFile(bundler(), options, limits, (error, made) => (error ? reject(error) : resolve(made)));
    // One that is gone already tells so itself.
    child.stdin!.on('error', () => {}).end(contents);
  });
}

function bundler(): string {
  const ofDesk = createRequire(import.meta.url);
  return createRequire(ofDesk.resolve('esbuild')).resolve(`@esbuild/${process.platform}-${process.arch}/bin/esbuild`);
}
