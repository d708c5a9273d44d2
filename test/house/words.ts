// Names and words: no channel named in the core, files that say what they are for, nothing unfinished, nothing of this machine.
import {
  chain,
  channelFolders,
  channelIds,
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

/** Channel ids that are also ordinary words of a desk (an e-mail address, a web form): these are told by what they stand beside. */
const ORDINARY = ['email', 'chat', 'forms', 'calls', 'custom', 'phone', 'sms', 'telephone'];

/** Names of far sides that the core has no business with, beside the ids of the channels. */
const FAR_SIDES = ['whatsapp', 'messenger', 'facebook', 'instagram', 'twilio', 'telegram'];

/** What speaks of channels, itself or by its `id`: a literal beside it is a channel's name. */
const CHANNEL = /channel|plugin/i;
const OWNER = /channel|plugin|manifest/i;
const ID = ['id', 'name', 'kind', 'type'];
const LOOK_UP = ['get', 'has', 'find', 'includes', 'indexOf'];

interface Names {
  ids: string[];
  distinctive: RegExp;
  query: RegExp;
  view: RegExp;
}

function namesOf(house: House): Names {
  const ids = channelIds(house);
  const words = [...new Set([...ids.filter((id) => !ORDINARY.includes(id)), ...FAR_SIDES])];
  const any = ids.join('|') || '(?!)';
  return {
    ids,
    distinctive: new RegExp(`(${words.join('|')})`, 'i'),
    query: new RegExp(`\\b(channel|plugin)\\w*\\s*(=|<>|!=|in)\\s*\\(?\\s*["'](${any})["']`, 'i'),
    view: new RegExp(
      `\\b(channel|plugin)[\\w.]*\\s+['"](${any})['"]|['"](${any})['"]\\s+[\\w.]*\\b(channel|plugin)`,
      'i',
    ),
  };
}

/** The core, its views and its texts know no channel by name. (Style sheets may: the hues of the look are named so.) */
export function channelNames(house: House): Findings {
  const names = namesOf(house);
  const inCode = sources(house, 'core', 'config', 'views').flatMap((source) => namedIn(source, names));
  const inViews = [...house].flatMap(([path, text]) => {
    if (!isIn(path, ['views']) || !/\.(hbs|json)$/.test(path)) return [];
    return text.split('\n').flatMap((line, index) => {
      const found = names.distinctive.exec(line) ?? (path.endsWith('.hbs') ? names.view.exec(line) : null);
      return found ? [`${path}:${index + 1}: names a channel: ${found[0]}`] : [];
    });
  });
  return [...inCode, ...inViews];
}

function namedIn(source: Source, names: Names): Findings {
  const findings: Findings = [];
  walk(source.program, (node, parents) => {
    const word = wordOf(node);
    if (word === undefined || isImported(parents)) return;
    const named =
      names.distinctive.exec(word)?.[0] ??
      names.query.exec(word)?.[0] ??
      (names.ids.includes(word) && speaksOfChannels(node, parents) ? word : undefined);
    if (named) findings.push(`${place(source, node)}: names a channel: ${named}`);
  });
  return findings;
}

function wordOf(node: Node): string | undefined {
  if (node.type === 'Identifier') return node.name as string;
  if (node.type === 'TemplateElement') return (node.value as { raw: string }).raw;
  return node.type === 'Literal' ? stringValue(node) : undefined;
}

/** Imports are judged by the staircase. */
function isImported(parents: Node[]): boolean {
  return /^(Import|ExportAll|ExportNamed)Declaration$/.test(parents.at(-1)?.type ?? '');
}

/** Whether what a name stands beside is a channel: compared with, switched on, assigned to, looked up in, handed to. */
function speaksOfChannels(node: Node, parents: Node[]): boolean {
  const parent = parents.at(-1);
  if (!parent || (node.type === 'Identifier' && !isNameInside(node, parent))) return false;
  const beside = besideOf(node, parent, parents);
  return beside.some((one) => isChannel(chain(one)));
}

function isChannel(names: string[]): boolean {
  const about = names.filter((name, index) => index < names.length - 1 || !LOOK_UP.includes(name));
  const [owner = '', last = ''] = [about.at(-2), about.at(-1)];
  return CHANNEL.test(last) || (ID.includes(last) && OWNER.test(owner));
}

/** A variable called `email` is any e-mail address; `channels.email` and `{ email: … }` may be a channel. */
function isNameInside(node: Node, parent: Node): boolean {
  if (parent.computed === true || parent.shorthand === true) return false;
  return (parent.type === 'MemberExpression' && parent.property === node) || parent.key === node;
}

function besideOf(node: Node, parent: Node, parents: Node[]): unknown[] {
  switch (parent.type) {
    case 'BinaryExpression':
      return [parent.left === node ? parent.right : parent.left];
    case 'SwitchCase':
      return [parents.at(-2)?.discriminant];
    case 'MemberExpression':
      return parent.property === node ? [parent.object] : [];
    case 'Property':
      return parent.value === node ? [parent.key] : [nameOfHolder(parents)];
    case 'VariableDeclarator':
    case 'AssignmentExpression':
    case 'AssignmentPattern':
      return [parent.id ?? parent.left];
    case 'CallExpression':
      return parent.callee === node ? [] : [parent.callee, ...(parent.arguments as Node[])];
    case 'ArrayExpression':
    case 'TSLiteralType':
      return besideOf(parent, parents.at(-2) ?? parent, parents.slice(0, -1));
    case 'TSUnionType':
      return besideOf(parent, parents.at(-2) ?? parent, parents.slice(0, -1));
    case 'TSTypeAnnotation':
      return [parents.at(-2)?.key, parents.at(-2)];
    default:
      return [];
  }
}

/** Of `const channelNames = { email: … }`: the variable. */
function nameOfHolder(parents: Node[]): unknown {
  const holder = parents.findLast((one) => one.type === 'VariableDeclarator');
  return holder?.id;
}

const PLUGIN_FILES = [
  'plugin.ts',
  'connect.ts',
  'settings.ts',
  'connection.ts',
  'inbound.ts',
  'outbound.ts',
  'remote.ts',
  'routes.ts',
  'entities.ts',
  'jobs.ts',
  'README.md',
  'icon.svg',
];

/** Every channel folder holds the same file names, so a reader needs no map. What else there is lies in subfolders. */
export function pluginFiles(house: House): Findings {
  const folders = channelFolders(house);
  return [...house.keys()].flatMap((path) => {
    const folder = folders.find((one) => path.startsWith(`${one}/`));
    const name = folder && path.slice(folder.length + 1);
    if (/^plugins\/[^/]+$/.test(path)) return [`${path}: a channel is a folder`];
    return name && !name.includes('/') && !PLUGIN_FILES.includes(name)
      ? [`${path}: not one of a channel's files; put it into a subfolder`]
      : [];
  });
}

/** How a file of a kind opens. */
const OPENINGS: [RegExp, RegExp][] = [
  [/^#!/, /^(#|\/\/) \S.{9}/],
  [/\.(ts|mjs|js)$/, /^\/\/ \S.{9}/],
  [/\.css$/, /^\/\* \S.{9}/],
];

/** A file opens with a line that says what it is for. */
export function firstLines(house: House): Findings {
  return [...house].flatMap(([path, text]) => {
    const ours = isIn(path, ['core', 'plugins', 'config', 'scripts', 'test', 'views', '.ci', 'hubdesk.config.ts']);
    if (!ours || isIn(path, ['test/fixtures']) || /^plugins\/([^/]+\/){1,2}samples\//.test(path)) return [];
    const lines = text.split('\n');
    const line = lines[0]!.startsWith('#!') ? lines[1]! : lines[0]!;
    const pattern = OPENINGS.find(([of]) => of.test(lines[0]!.startsWith('#!') ? '#!' : path))?.[1];
    return pattern && !path.includes('.min.') && !pattern.test(line) ? [`${path}:1: say what this file is for`] : [];
  });
}

/** Nothing is left for later in the code. */
export function unfinished(house: House): Findings {
  const code = /\.(ts|mjs|js|hbs|css|sh)$/;
  return linesWith(house, /\b(TODO|FIXME|XXX)\b/, (path) => code.test(path), 'finish it or leave it out');
}

/** Package registries, and folders that exist on the machine of one developer only. */
const OF_ONE_MACHINE = [
  /registry\.(npmjs|yarnpkg|npmmirror)|npmmirror\.com|verdaccio|artifactory|\/nexus\//i,
  /(?<![\w.~-])\/(work|root)\//,
  /"resolved"\s*:/,
];

/** Nothing tells where it was made: no hosts of registries, no paths of one machine. */
export function machines(house: House): Findings {
  return OF_ONE_MACHINE.flatMap((pattern) => linesWith(house, pattern, () => true, 'belongs to one machine'));
}

function linesWith(house: House, pattern: RegExp, of: (path: string) => boolean, why: string): Findings {
  const findings: Findings = [];
  for (const [path, text] of house) {
    // These rules are spelled out there.
    if (!of(path) || isIn(path, ['test/house'])) continue;
    const global = new RegExp(pattern.source, `${pattern.flags.replace('g', '')}g`);
    for (const match of text.matchAll(global))
      findings.push(`${path}:${lineAt(text, match.index)}: ${match[0]}: ${why}`);
  }
  return findings;
}
