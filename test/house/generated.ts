// The parts of the documents that are written by a script: error codes, routes and scopes of the API.
import { apiRoutes } from '../../core/api/api.ts';
import type { ApiRooms } from '../../core/api/rooms.ts';
import {
  BUILT_IN_ROLES,
  heldBy,
  PERMISSION_GROUPS,
  permissionsOfScope,
  SCOPES,
  type Permission,
} from '../../core/accounts/accounts.ts';
import { channelFolders, sources, stringValue, type House, type Node } from './house.ts';
import { codesIn, type Coded } from './texts.ts';

/** Name of the part → its text. In a document it stands between `<!-- name -->` and `<!-- /name -->`. */
export function generatedParts(house: House): Record<string, string> {
  return {
    'table of routes': table(['Request', 'Scopes', 'What it does'], routeRows()),
    'table of scopes': table(['Scope', 'Lets a program', 'Permissions'], scopeRows(house)),
    'table of permissions': permissionTables(house),
    'table of codes': codeTables(house),
  };
}

/** The document with its generated parts written anew. */
export function withParts(document: string, parts: Record<string, string>): string {
  return document.replace(
    /(<!-- (table of [a-z]+) -->)[^]*?(<!-- \/\2 -->)/g,
    (whole, begin: string, name: string, end) =>
      parts[name] === undefined ? whole : `${begin}\n\n${parts[name]}\n\n${end}`,
  );
}

function table(head: string[], rows: string[][]): string {
  const widths = head.map((name, column) =>
    Math.max(...[head, ...rows].map((row) => row[column]!.length), name.length),
  );
  const line = (cells: string[]) => `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** Making the routes reads nothing of the rooms. */
const NO_ROOMS = {} as ApiRooms;

function routeRows(): string[][] {
  return apiRoutes(NO_ROOMS).map(({ method, url, permission, summary }) => [
    `\`${method} ${url}\``,
    scopesFor(permission).join(' ') || 'any',
    summary,
  ]);
}

function scopesFor(permission: Permission | 'signed-in'): string[] {
  if (permission === 'signed-in') return [];
  return SCOPES.filter((scope) => permissionsOfScope(scope).includes(permission)).map((one) => `\`${one}\``);
}

function scopeRows(house: House): string[][] {
  const texts = english(house, 'views/locales/en.json');
  return SCOPES.map((scope) => {
    const all = permissionsOfScope(scope);
    return [`\`${scope}\``, texts[`scope.${scope}`] ?? '', all.map((one) => `\`${one}\``).join(' ')];
  });
}

/** One table a group, as the page of a role shows them. */
function permissionTables(house: House): string {
  const texts = english(house, 'views/locales/en.json');
  const head = ['Permission', 'Name', 'What it means', ...BUILT_IN_ROLES.map((role) => texts[`role.${role}`] ?? role)];
  return PERMISSION_GROUPS.map(({ key, permissions }) => {
    const rows = permissions.map((one) => [
      ...[`\`${one}\``, texts[`permission.${one}`] ?? '', texts[`permission.${one}.detail`] ?? ''],
      ...BUILT_IN_ROLES.map((role) => (heldBy(role, []).has(one) ? '✓' : '')),
    ]);
    return `### ${texts[`permissions.${key}`]}\n\n${table(head, rows)}`;
  }).join('\n\n');
}

/** One table for the core and one for each channel, by family of codes. */
function codeTables(house: House): string {
  const places = ['core', ...channelFolders(house)];
  return places.map((place) => codeTable(house, place)).join('\n\n');
}

/** Customers and servers that only play their part. */
const INVENTED = /\/simulator\/|^core\/cli\/sample\//;

function codeTable(house: House, place: string): string {
  const own = english(house, place === 'core' ? 'views/locales/en.json' : `${place}/locales/en.json`);
  const texts = { ...english(house, 'views/locales/en.json'), ...own };
  const found = new Map<string, { status: string; meaning: string }>();
  for (const source of sources(house, place)) {
    if (INVENTED.test(source.path)) continue;
    for (const coded of codesIn(source)) {
      const { code, beside } = coded;
      const known = found.get(code);
      const meaning =
        MEANINGS[code] ?? texts[`reason.${code}`] ?? label(own, code) ?? known?.meaning ?? spoken(source.text, beside);
      found.set(code, { meaning: meaning ?? '', status: statusOf(coded) || known?.status || '' });
    }
  }
  // Some codes are put together where they are used; their sentences are not.
  for (const [key, meaning] of Object.entries(own)) {
    const code = /^reason\.(.+)$/.exec(key)?.[1];
    if (code && !found.has(code)) found.set(code, { status: '', meaning });
  }
  const isCore = place === 'core';
  const rows = [...found]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([code, { status, meaning }]) => [`\`${code}\``, ...(isCore ? [status] : []), cell(meaning)]);
  const title = isCore ? 'Of the desk itself' : `Of the channel \`${place.split('/').at(-1)}\``;
  return `## ${title}\n\n${table(['Code', ...(isCore ? ['HTTP'] : []), 'What is said'], rows)}`;
}

/** Lines of the health page are named by what they look at. */
function label(texts: Record<string, string>, code: string): string | undefined {
  const name = texts[`check.${code}`];
  return name && `A line of the health page: ${name}`;
}

/** The HTTP status a code comes with. */
function statusOf({ by, beside }: Coded): string {
  if (by === 'conflict') return '409';
  const number = beside.find(({ type, value }) => type === 'Literal' && typeof value === 'number');
  return number ? String(number.value) : '';
}

function english(house: House, path: string): Record<string, string> {
  return JSON.parse(house.get(path) ?? '{}') as Record<string, string>;
}

/** The sentence beside the code, with its values in braces. */
function spoken(text: string, beside: Node[]): string | undefined {
  const sentences = beside.flatMap((one) => stringValue(one) ?? template(text, one) ?? []);
  return sentences.find((one) => one.includes(' '));
}

function template(text: string, node: Node): string | undefined {
  if (node.type !== 'TemplateLiteral') return undefined;
  return text
    .slice(node.start + 1, node.end - 1)
    .replace(/\$\{(?:String\()?([\w.]+)[^}]*\}/g, (_, path: string) => `{${path.split('.').at(-1)}}`);
}

function cell(text: string): string {
  return text
    .replace(/<[^>]+>/g, '')
    .replace(/\s+/g, ' ')
    .replaceAll('|', '\\|')
    .trim();
}

/** Codes whose sentence is made elsewhere. */
const MEANINGS: Record<string, string> = {
  'account.check_failed': 'The check could not be done: {detail}',
  'account.secret_unreadable':
    'A secret of this account cannot be opened with the key file of this desk; enter it anew.',
  bad_request: 'The request does not fit the description of its route; `message` says where.',
  check_failed: 'The line of a check that could not be done.',
  'connect.already_connected': 'This account is connected already, and where.',
  invalid: 'Some fields need another look; `fields` names them.',
  'job.error': 'A piece of timed work failed; the sentence is the failure’s own.',
  not_running: 'The account is switched off or its channel is not running.',
  plugin_not_running: 'The channel is not running; the page of channels says why.',
  signed_out: 'Sign in, or send an API token.',
  too_large: 'What was sent is larger than this route takes.',
  too_many_requests: 'Too many requests from this address or with this token. Wait as long as `Retry-After` says.',
  unexpected: 'A fault of the desk; the log has it.',
  unreadable: 'The mail could not be read; it is kept as it came.',
  unsupported_type: 'The body is of a type this route does not read; send JSON.',
};
