// Scripts for browsers: parts, and packages they import, made one small file when somebody first asks for it.
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';

export interface PageScript {
  contents: string;
  /** Packages are looked for from here, as a file in this folder would. */
  folder: string;
  /** Takes in what is imported, and shuts everything into a function; otherwise it is only made smaller. */
  bundle?: boolean;
  /** Words replaced in all of it, by what. */
  define?: Record<string, string>;
  /** Files whose exports take the place of the global words of these names. */
  inject?: string[];
}

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
