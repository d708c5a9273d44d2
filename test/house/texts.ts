// Texts and codes: both languages say the same, every text is used and every used text exists, every code is explained.
import { IntlMessageFormat } from 'intl-messageformat';
import {
  chain,
  channelFolders,
  channelOf,
  isIn,
  lineAt,
  place,
  sources,
  stringValue,
  walk,
  type Findings,
  type House,
  type Node,
  type Source,
} from './house.ts';

const LANGUAGES = ['en', 'de'];

type Texts = Record<string, string>;

function read(house: House, path: string): Texts {
  return JSON.parse(house.get(path) ?? '{}') as Texts;
}

/** The folders of texts, with what their keys begin with when others ask for them. */
function folders(house: House): { folder: string; prefix: string }[] {
  const own = channelFolders(house).map((folder) => ({
    folder: `${folder}/locales`,
    prefix: `${folder.split('/').at(-1)}.`,
  }));
  const all = [{ folder: 'views/locales', prefix: '' }, ...own];
  return all.filter(({ folder }) => [...house.keys()].some((path) => path.startsWith(`${folder}/`)));
}

/** Every text exists in every language, is sound, and asks for the same values. */
export function languages(house: House): Findings {
  return folders(house).flatMap(({ folder }) => {
    const texts = LANGUAGES.map((language) => ({ language, of: read(house, `${folder}/${language}.json`) }));
    const keys = new Set(texts.flatMap(({ of }) => Object.keys(of)));
    return [...keys].flatMap((key) => {
      const missing = texts.filter(({ of }) => !of[key]);
      if (missing.length > 0) return [`${folder}: ${key} has no text in ${missing.map((one) => one.language).join()}`];
      const asked = texts.map(({ language, of }) => valuesOf(of[key]!, language));
      const [first] = asked;
      return asked.every((one) => one === first)
        ? []
        : [`${folder}: ${key} asks for other values: ${asked.join(' / ')}`];
    });
  });
}

interface Part {
  value: string;
  children?: Part[];
  options?: Record<string, { value: Part[] }>;
}

/** The names of the placeholders and tags of an ICU message, or what is wrong with it. */
function valuesOf(text: string, language: string): string {
  const names = new Set<string>();
  const collect = (parts: Part[]): void => {
    for (const part of parts as (Part & { type: number })[]) {
      if (part.type === TAG) names.add(`<${part.value}>`);
      else if (part.type !== LITERAL && part.type !== POUND) names.add(part.value);
      collect(part.children ?? []);
      for (const option of Object.values(part.options ?? {})) collect(option.value);
    }
  };
  try {
    collect(new IntlMessageFormat(text, language).getAst() as unknown as Part[]);
  } catch (error) {
    return `${language} is broken: ${(error as Error).message}`;
  }
  return [...names].toSorted().join(' ') || 'none';
}

/** Kinds of parts in the parsed message that are no placeholders (the parser gives numbers). */
const LITERAL = 0;
const POUND = 7;
const TAG = 8;

interface Said {
  /** Whole strings. */
  words: Set<string>;
  /** Beginnings of computed keys: `rail.` of `(concat 'rail.' id)`. */
  heads: Set<string>;
  /** Ends of computed keys: `.name` of `${id}.name`. */
  tails: Set<string>;
}

/** Everything the code and the views below these places say in quotes. */
function said(house: House, ...places: string[]): Said {
  const all: Said = { words: new Set(), heads: new Set(), tails: new Set() };
  for (const source of sources(house, ...places)) {
    walk(source.program, (node, parents) => {
      const word = node.type === 'Literal' ? stringValue(node) : undefined;
      if (word !== undefined) all.words.add(word);
      if (word?.endsWith('.') && parents.at(-1)?.type === 'BinaryExpression') all.heads.add(word);
      if (node.type === 'TemplateLiteral') addTemplate(all, node);
    });
  }
  for (const [path, text] of house) {
    if (!path.endsWith('.hbs') || !isIn(path, places)) continue;
    for (const [, head] of text.matchAll(/\bconcat\s+['"]([^'"]+\.)['"]/g)) all.heads.add(head!);
    for (const [, , word] of text.matchAll(/(['"])([\w.-]+)\1/g)) all.words.add(word!);
  }
  return all;
}

function addTemplate(all: Said, node: Node): void {
  const quasis = (node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked);
  if (quasis.length === 1) all.words.add(quasis[0]!);
  else if (quasis[0]!.endsWith('.')) all.heads.add(quasis[0]!);
  if (quasis.length > 1 && quasis.at(-1)!.startsWith('.')) all.tails.add(quasis.at(-1)!);
}

/** What runs on pages carries its own texts and calls them without the room's name; codes stand behind a head such as `wrong_`. */
function isInWidget(house: House, folder: string, key: string): boolean {
  const [room, short] = [key.split('.')[0], key.slice('widget.'.length)];
  if (room !== 'widget') return false;
  return [...house].some(([path, text]) => {
    if (!isIn(path, [folder])) return false;
    const heads = [...text.matchAll(/`(\w+_)\$\{/g)].map(([, head]) => head!);
    return text.includes(`'${short}'`) || heads.some((head) => short.startsWith(head));
  });
}

/** No text is kept that nobody shows. */
export function unusedTexts(house: House): Findings {
  const everywhere = said(house, 'core', 'plugins', 'config', 'views');
  const asked = askedOfChannels(house);
  return folders(house).flatMap(({ folder, prefix }) => {
    const near = prefix ? said(house, folder.replace('/locales', '')) : everywhere;
    return Object.keys(read(house, `${folder}/en.json`)).flatMap((key) => {
      const whole = prefix + key;
      const code = key.replace(/^reason\./, '');
      const used =
        near.words.has(key) ||
        everywhere.words.has(whole) ||
        (code !== key && (near.words.has(code) || hasHead(near, code))) ||
        hasHead(near, key) ||
        hasHead(everywhere, whole) ||
        (prefix !== '' && asked.has(key)) ||
        isInWidget(house, folder.replace('/locales', '/widget'), key) ||
        // Pages ask a channel for the labels of its settings, steps and checks.
        (prefix !== '' && hasHead(everywhere, key)) ||
        (prefix !== '' && [...everywhere.tails].some((tail) => `.${key}`.endsWith(tail)));
      return used ? [] : [`${folder}: ${key} is shown nowhere`];
    });
  });
}

/** Keys that pages ask any channel for: `channelText(present, id, 'description')`. */
function askedOfChannels(house: House): Set<string> {
  const keys = new Set<string>();
  for (const source of sources(house, 'core'))
    walk(source.program, (node) => {
      if (node.type !== 'CallExpression' || chain(node.callee).join('.') !== 'channelText') return;
      const key = stringValue((node.arguments as Node[])[2]);
      if (key !== undefined) keys.add(key);
    });
  return keys;
}

/** A computed key begins so. What went wrong is told by its code, which must be somewhere itself. */
function hasHead({ heads }: Said, key: string): boolean {
  return [...heads].some((head) => head !== 'reason.' && head !== '.' && key.startsWith(head));
}

/** A key that stands twice hides the first of its texts. */
export function textsTwice(house: House): Findings {
  return folders(house).flatMap(({ folder }) =>
    LANGUAGES.flatMap((language) => {
      const path = `${folder}/${language}.json`;
      const keys = [...(house.get(path) ?? '').matchAll(/^ {2}"([^"]+)":/gm)].map(([, key]) => key!);
      return keys.filter((key, index) => keys.indexOf(key) !== index).map((key) => `${path}: ${key} stands twice`);
    }),
  );
}

/** How the code asks for a text by its key, after which a dotted key follows. */
const ASKS = ['t', 'th', 'text', 'html', 'find'];

/** No page shows a key instead of a text. */
export function missingTexts(house: House): Findings {
  const known = new Set(
    folders(house).flatMap(({ folder, prefix }) =>
      Object.keys(read(house, `${folder}/en.json`)).map((key) => prefix + key),
    ),
  );
  if (known.size === 0) return [];
  const channels = channelFolders(house);
  const inViews = [...house].flatMap(([path, text]) => {
    // What channels of the tests say stands beside them.
    if (!path.endsWith('.hbs') || path.startsWith('test/')) return [];
    return [...text.matchAll(/[{(]\s*th?\s+(['"])([^'"]+)\1/g)]
      .filter(([, , key]) => !known.has(key!))
      .map((match) => `${path}:${lineAt(text, match.index)}: there is no text "${match[2]}"`);
  });
  const inCode = sources(house, 'core', 'plugins', 'config').flatMap((source) =>
    askedIn(source)
      // A channel asks for its own texts without its name.
      .filter(({ key }) => !known.has(key) && !known.has(`${channelOf(channels, source.path)}.${key}`))
      .map(({ key, node }) => `${place(source, node)}: there is no text "${key}"`),
  );
  return [...inViews, ...inCode];
}

function askedIn(source: Source): { key: string; node: Node }[] {
  const asked: { key: string; node: Node }[] = [];
  walk(source.program, (node) => {
    if (node.type !== 'CallExpression' || !ASKS.includes(chain(node.callee).at(-1) ?? '')) return;
    for (const argument of (node.arguments as Node[]).slice(0, 2)) {
      const key = stringValue(argument);
      if (key && /^[a-z][\w-]*(\.[\w-]+)+$/i.test(key)) asked.push({ key, node: argument });
    }
  });
  return asked;
}

/** Every circumstance a person is told about has words in every language, its channel's or the desk's. */
export function untoldReasons(house: House): Findings {
  const known = new Set(
    folders(house).flatMap(({ folder, prefix }) =>
      Object.keys(read(house, `${folder}/en.json`)).map((key) => prefix + key),
    ),
  );
  if (known.size === 0) return [];
  const channels = channelFolders(house);
  return sources(house, 'core', 'plugins').flatMap((source) => {
    // Whoever plays the far side, or a customer, is quoted as they are.
    if (/\/(simulator|sample)\//.test(source.path)) return [];
    const plugin = channelOf(channels, source.path);
    return (
      reasonsIn(source)
        .filter(({ code }) => !known.has(`reason.${code}`) && !known.has(`${plugin}.reason.${code}`))
        // Said after something was done on a page of the channel.
        .filter(({ code }) => !known.has(`${plugin}.said.${code}`))
        .map(({ code, node }) => `${place(source, node)}: there is no text "reason.${code}"`)
    );
  });
}

function reasonsIn(source: Source): { code: string; node: Node }[] {
  const found: { code: string; node: Node }[] = [];
  walk(source.program, (node) => {
    if (node.type !== 'CallExpression' || chain(node.callee).join('.') !== 'reason') return;
    const code = stringValue((node.arguments as Node[])[0]);
    if (code !== undefined) found.push({ code, node });
  });
  return found;
}

const EXPLAINED_IN = 'docs/errors.md';

/** Functions whose first argument is a code. */
const CODED = ['DeskError', 'conflict', 'reason'];

/** Every code a person or a client can meet is explained, and nothing else is. */
export function errorCodes(house: House): Findings {
  const page = house.get(EXPLAINED_IN);
  if (page === undefined) return [];
  const explained = new Map(
    [...page.matchAll(/^(?:\||#+|[-*])\s*`([a-z][\w.*]*)`/gm)].map((match) => [match[1]!, lineAt(page, match.index)]),
  );
  const all = said(house, 'core', 'plugins', 'config');
  const used = new Map(
    sources(house, 'core', 'plugins', 'config').flatMap((source) =>
      codesIn(source).map(({ code, node }) => [code, place(source, node)] as const),
    ),
  );
  const family = (code: string): string => code.replace(/[^.]*$/, '*');
  const unexplained = [...used].filter(([code]) => !explained.has(code) && !explained.has(family(code)));
  const patterns = sources(house, 'core', 'plugins', 'config').flatMap(patternsIn);
  const families = new Set([...used.keys()].map(family));
  const unknown = [...explained].filter(
    ([code]) =>
      !families.has(code) && !used.has(code) && !all.words.has(code) && !patterns.some((pattern) => pattern.test(code)),
  );
  return [
    ...unexplained.map(([code, at]) => `${at}: ${code} is not explained in ${EXPLAINED_IN}`),
    ...unknown.map(([code, line]) => `${EXPLAINED_IN}:${line}: ${code} is not used in the code`),
  ];
}

export interface Coded {
  code: string;
  node: Node;
  /** The function it is given to; empty in an object. */
  by: string;
  /** What stands beside the code: status, sentence, values. */
  beside: Node[];
}

/** Where a code is given, by a call or in an object that tells what went wrong. */
export function codesIn(source: Source): Coded[] {
  return givenIn(source).flatMap((given) => {
    const code = stringValue(given.node);
    return code && /^[a-z][\w.]*$/.test(code) ? [{ code, ...given }] : [];
  });
}

/** What codes look like that are put together where they are given: `${channel}.wrong_secret`. */
function patternsIn(source: Source): RegExp[] {
  const patterns: RegExp[] = [];
  for (const { node } of givenIn(source))
    walk(node, ({ type, quasis }) => {
      if (type !== 'TemplateLiteral') return;
      const words = (quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked);
      if (!words.every((word) => /^[\w.]*$/.test(word)) || !/\w/.test(words.join(''))) return;
      patterns.push(new RegExp(`^${words.map((word) => word.replaceAll('.', '\\.')).join('\\w+')}$`));
    });
  return patterns;
}

function givenIn(source: Source): Omit<Coded, 'code'>[] {
  const given: Omit<Coded, 'code'>[] = [];
  walk(source.program, (node) => {
    if (/^(Call|New)Expression$/.test(node.type)) {
      const by = chain(node.callee).at(-1) ?? '';
      const [code, ...beside] = node.arguments as Node[];
      if (code && CODED.includes(by)) given.push({ node: code, by, beside });
    }
    if (node.type !== 'ObjectExpression') return;
    const fields = new Map((node.properties as Node[]).map((one) => [chain(one.key)[0], one.value as Node]));
    const beside = ['status', 'text', 'detail'].flatMap((name) => fields.get(name) ?? []);
    const code = fields.get('code');
    if (code && beside.length > 0) given.push({ node: code, by: '', beside });
  });
  return given;
}
