// Serves our styles, scripts and icons: joined at start, named by content, compressed once. There is no build step.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { symbolOf } from './drawing.ts';
import { lightened } from './lightening.ts';

const HERE = fileURLToPath(new URL('../../views/assets', import.meta.url));
const resolve = createRequire(import.meta.url).resolve;
const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

const STYLES = (
  'tokens reset base layout utilities icons-buttons fields tabs-menus chips avatars cards dialogs-tables states ' +
  'rail-lists conversations thread messages composer aside board figures palette-search choices timeline entry pages ' +
  'notices drawers talk editor forms tables places chatflows tickets library list-views adapt'
).split(' ');
const SCRIPTS =
  'start morph theme times menus dialogs toasts fields picture rows flows order thread frames players pushes live presence drafts keys palette visits scroll editor-loader uploads writing-place'.split(
    ' ',
  );
const LAYERS = '@layer reset, tokens, base, layout, components, domain, utilities;\n';

const css = (name: string) => join(HERE, 'css', `${name}.css`);
const js = (name: string) => join(HERE, `${name}.js`);
/** The file a package ships for browsers; its `exports` may hide it, so it is found beside its entry. */
const dist = (name: string, file: string) => join(dirname(resolve(name)), file);

/** What is served, and from which files. htmx comes first: our scripts register with it while it waits for the page. */
const BUNDLES: Record<string, string[]> = {
  'desk.css': STYLES.map(css),
  'widget.css': [css('widget')],
  'desk.js': [dist('htmx.org', 'htmx.min.js'), ...SCRIPTS.map(js)],
  'editor.js': [
    dist('dompurify', 'purify.min.js'),
    dist('squire-rte', 'squire.js'),
    js('suggest'),
    js('pasted'),
    js('composer'),
    js('insertions'),
    js('rich-field'),
  ],
  'push.js': [js('push')],
  'push-worker.js': [js('push-worker')],
  'board.js': [js('board')],
  'call-line.js': [js('call-line')],
  'calls.js': [js('call-line'), js('calls'), js('unheard')],
  'calls.css': [css('calls')],
  'due.js': [js('due')],
  'recorder.js': [js('recorder')],
  'sound.js': [js('sound')],
  'waves.js': [js('sound-size'), js('waves')],
  'ahead.js': [js('ahead')],
  'emoji.js': [js('emoji')],
  'icons.svg': [join(HERE, 'icons.svg')],
  'mark.svg': [join(HERE, 'mark.svg')],
};

const TYPES: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

interface Asset {
  name: string;
  type: string;
  content: Buffer;
  hash: string;
  address: string;
  encoded: Map<string, Promise<Buffer>>;
}

export interface AssetsOptions {
  /** How hard brotli tries, 0 to 11: what is served for a year is worth a quarter of a second. */
  quality?: number;
}

/** The files the pages need, each under an address that changes with its content. */
export class Assets {
  readonly #quality: number;
  #bundles = new Map(Object.entries(BUNDLES));
  #assets = new Map<string, Asset>();
  #symbols: string[] = [];

  constructor(options: AssetsOptions = {}) {
    this.#quality = options.quality ?? 11;
    for (const name of this.#bundles.keys()) this.#load(name);
  }

  /** Adds a plugin's style or script, joined from files, as `<plugin>-….css` or `<plugin>-….js`. */
  add(name: string, files: string[]): void {
    if (!/^[a-z][a-z0-9-]*\.(css|js)$/.test(name)) throw new Error(`"${name}" is no name for an asset`);
    this.#bundles.set(name, files);
    this.#load(name);
  }

  /** `/assets/desk-1a2b3c4d5e.css`. Throws for a name that is not served. */
  address(name: string): string {
    return this.#current(name).address;
  }

  /** Adds a drawing to the sprite as `i-<name>`, without what could act. Throws when nothing is left of it. */
  addIcon(name: string, svg: string): void {
    this.#symbols.push(symbolOf(`i-${name}`, svg));
    this.#load('icons.svg');
  }

  /** Every file that is part of something served. */
  get files(): string[] {
    return [...this.#bundles.values()].flat();
  }

  /** Whether the sprite holds this icon. */
  hasIcon(name: string): boolean {
    return this.#assets.get('icons.svg')!.content.includes(`id="i-${name}"`);
  }

  /** Serves `/assets/…`: for ever when the address carries the current hash, else without being kept. */
  route(server: FastifyInstance): void {
    server.get<{ Params: { file: string } }>(
      '/assets/:file',
      { config: { permission: 'public' } },
      async (request, reply) => {
        const asked = /^([a-z][a-z0-9-]*)-([0-9a-f]{10})\.(css|js|svg)$/.exec(request.params.file);
        const name = asked ? `${asked[1]}.${asked[3]}` : '';
        if (!asked || !this.#assets.has(name)) return reply.callNotFound();
        return this.#send(this.#current(name), asked[2]!, request, reply);
      },
    );
    // At the root: a worker may act only for what stands below its own address.
    server.get('/push-worker.js', { config: { permission: 'public' } }, async (request, reply) =>
      this.#send(this.#current('push-worker.js'), '', request, reply),
    );
  }

  async #send(asset: Asset, hash: string, request: FastifyRequest, reply: FastifyReply): Promise<Buffer> {
    const current = hash === asset.hash;
    reply.header('cache-control', current ? 'public, max-age=31536000, immutable' : 'no-cache');
    reply.header('vary', 'accept-encoding').type(asset.type);
    const accepted = String(request.headers['accept-encoding'] ?? '');
    const encoding = /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : null;
    if (!encoding) return asset.content;
    reply.header('content-encoding', encoding);
    return encoded(asset, encoding, this.#quality);
  }

  #current(name: string): Asset {
    const asset = this.#assets.get(name);
    if (!asset) throw new Error(`There is no asset "${name}"`);
    return asset;
  }

  #load(name: string): void {
    const dot = name.lastIndexOf('.');
    const extension = name.slice(dot + 1);
    const files = this.#bundles.get(name)!;
    const content = Buffer.from(joined(name, files, this.#symbols));
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 10);
    const type = TYPES[extension]!;
    const address = `/assets/${name.slice(0, dot)}-${hash}.${extension}`;
    this.#assets.set(name, { name, type, content, hash, address, encoded: new Map() });
  }
}

function encoded(asset: Asset, encoding: 'br' | 'gzip', quality: number): Promise<Buffer> {
  let buffer = asset.encoded.get(encoding);
  if (!buffer) {
    buffer =
      encoding === 'gzip'
        ? compressGzip(asset.content, { level: 9 })
        : compressBrotli(asset.content, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } });
    asset.encoded.set(encoding, buffer);
  }
  return buffer;
}

function read(file: string): string {
  const source = readFileSync(file, 'utf8');
  const kind = extname(file);
  if (file.startsWith(HERE) && (kind === '.js' || kind === '.css'))
    return lightened(source, kind === '.js' ? 'js' : 'css');
  return source.replace(/\n?\/\/# sourceMappingURL=\S+/, '');
}

function joined(name: string, files: string[], symbols: string[]): string {
  const parts = files.map(read);
  // Strict, so that functions inside a file's block stay there and none of them replaces `open` or `close` of the window.
  if (name.endsWith('.js')) return `'use strict';\n${parts.join('\n;\n')}`;
  if (name === 'desk.css') return LAYERS + parts.join('\n');
  if (name === 'icons.svg') return parts[0]!.replace('</svg>', `${symbols.join('\n')}\n</svg>`);
  return parts.join('\n');
}
