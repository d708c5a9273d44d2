// Renders views: the same template gives the whole page, the reply to a form and the live push.
import { fileURLToPath } from 'node:url';
import type { ViewContext } from './context.ts';
import { Handlebars } from './handlebars.ts';
import { helpers } from './helpers.ts';
import type { Locales } from './locales.ts';
import { Memo } from './memo.ts';
import { Pieces } from './pieces.ts';
import type { Views } from './models/views.ts';
import { Writer } from './times.ts';
import { findViews, parseView, type FoundView, type ParsedView } from './views.ts';

export interface RendererOptions {
  locales: Locales;
  asset(name: string): string;
  now(): Date;
  /** Tests: an unknown text throws, and a row is drawn each time. */
  strict?: boolean;
  /** Where the desk's own views are. */
  folder?: string;
}

/** About two megabytes of rows. */
const ROWS = 1000;

const VIEWS = fileURLToPath(new URL('../../views', import.meta.url));

/** The compiled templates. Make one per desk; nothing is shared between two. */
export class Renderer {
  readonly #options: RendererOptions;
  readonly #handlebars = Handlebars.create();
  readonly #templates = new Map<string, HandlebarsTemplateDelegate>();
  readonly #found: FoundView[] = [];
  readonly #pieces = new Pieces();
  readonly #writers = new Map<string, Writer>();

  constructor(options: RendererOptions) {
    this.#options = options;
    const { locales, asset, now, strict = false, folder = VIEWS } = options;
    const hasPartial = (name: string) => this.#templates.has(name);
    const writer = this.writer.bind(this);
    this.#handlebars.registerHelper(helpers({ locales, asset, now, writer, hasPartial, strict }) as never);
    this.#registerRow(strict ? 0 : ROWS);
    this.#register(findViews([{ folder, prefix: '' }]));
  }

  /** Adds a plugin's templates as `<id>/…`. Throws when one of them names a partial that does not exist. */
  addPlugin(id: string, folder: string): void {
    this.#register(findViews([{ folder, prefix: `${id}/` }]));
  }

  /** HTML of one of the desk's views, page or partial. */
  render<Name extends keyof Views>(name: Name, model: Views[Name], context: ViewContext): string {
    return this.renderNamed(name, model, context);
  }

  /** The same as bytes, for what is sent as it is. */
  page<Name extends keyof Views>(name: Name, model: Views[Name], context: ViewContext): Buffer {
    return this.#pieces.bytesOf(() => this.renderNamed(name, model, context));
  }

  /** HTML of any view by name: a plugin's slot. Throws for a name that does not exist. */
  renderNamed(name: string, model: object, context: ViewContext): string {
    const template = this.#templates.get(name);
    if (!template) throw new Error(`There is no view "${name}"`);
    return template(model, { data: { view: context } });
  }

  has(name: string): boolean {
    return this.#templates.has(name);
  }

  /** What was found, for tests that check every name a template uses. */
  get views(): readonly ParsedView[] {
    return this.#found.map(parseView);
  }

  /** The writer of moments and numbers for this language and zone. */
  writer(language: string, timeZone: string): Writer {
    const key = `${language} ${timeZone}`;
    let writer = this.#writers.get(key);
    if (!writer) this.#writers.set(key, (writer = new Writer(language === 'en' ? 'en-GB' : language, timeZone)));
    return writer;
  }

  /** A row of a list is drawn with every page beside it and changes rarely: what it shows is its key. */
  #registerRow(most: number): void {
    const drawn = new Memo(most);
    this.#handlebars.registerHelper('row', (model: object, { data }: { data: { view: ViewContext } }) => {
      const { language, timeZone } = data.view;
      const minute = Math.floor(this.#options.now().getTime() / 60_000);
      const key = `${language} ${timeZone} ${minute} ${JSON.stringify(model)}`;
      const draw = () => this.#pieces.whole(() => this.#templates.get('inbox/row')!(model, { data }));
      return new Handlebars.SafeString(drawn.once(key, draw));
    });
  }

  #register(found: FoundView[]): void {
    const names = new Set([...this.#templates.keys(), ...found.map((view) => view.name)]);
    for (const view of found) {
      const missing = view.partials.find((partial) => !names.has(partial));
      if (missing) throw new Error(`${view.file} names the partial "${missing}", which does not exist`);
    }
    const knownHelpers = Object.fromEntries(Object.keys(this.#handlebars.helpers).map((name) => [name, true]));
    for (const view of found) {
      const template = this.#handlebars.compile(view.text, { knownHelpers, knownHelpersOnly: true });
      this.#templates.set(view.name, template);
      const partial: typeof template = (model, options) => this.#pieces.keep(template(model, options));
      this.#handlebars.registerPartial(view.name, partial);
      this.#found.push(view);
    }
  }
}
