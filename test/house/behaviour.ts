// What code may not do where it stands: reach out inside a transaction, keep state beside its room, read the clock itself.
import { chain, isIn, place, sources, walk, type Findings, type House, type Node, type Source } from './house.ts';

/** Calls that wait for the network or for time to pass. */
const WAITS = ['fetch', 'setTimeout', 'setInterval', 'setImmediate', 'sleep', 'delay'];

/** Objects that lead out of the desk: what belongs to a channel. */
const LEADS_OUT = ['plugin', 'connection', 'remote'];

/** A function handed to `write(…)` runs while the database is held: it talks to the database and to nothing else. */
export function transactions(house: House): Findings {
  return sources(house, 'core', 'plugins').flatMap((source) => {
    const findings: Findings = [];
    walk(source.program, (node) => {
      if (node.type !== 'CallExpression' || chain(node.callee).at(-1) !== 'write') return;
      for (const work of node.arguments as Node[]) {
        if (/Function(Expression)?$|ArrowFunction/.test(work.type)) findings.push(...reachesOut(source, work));
      }
    });
    return findings;
  });
}

function reachesOut(source: Source, work: Node): Findings {
  const findings: Findings = [];
  walk(work, (node) => {
    if (node.type !== 'CallExpression' && node.type !== 'ImportExpression') return;
    const names = chain(node.callee);
    const wrong =
      node.type === 'ImportExpression' ||
      WAITS.includes(names.at(-1) ?? '') ||
      names.slice(0, -1).some((name) => LEADS_OUT.includes(name));
    if (wrong) findings.push(`${place(source, node)}: ${names.join('.') || 'import'}(…) inside write(…)`);
  });
  return findings;
}

/** The rooms that know which database this is, and what looks at its file from outside. */
const KNOW_THE_DATABASE = ['core/database', 'core/search', 'core/cli'];
const DIALECT =
  /\bjson_(each|extract|set|insert|remove|patch|array|object|group_\w+)\(|\bpragma_\w+\(|\b(strftime|julianday|unixepoch)\(|\browid\b/;

/** SQL elsewhere is what every database understands: it may be another one some day (OP-4). */
export function dialect(house: House): Findings {
  return sources(house, 'core', 'plugins').flatMap((source) => {
    if (isIn(source.path, KNOW_THE_DATABASE)) return [];
    const findings: Findings = [];
    walk(source.program, (node) => {
      const text = node.type === 'TemplateElement' ? (node.value as { raw: string }).raw : node.value;
      const found = typeof text === 'string' && DIALECT.exec(text);
      if (found) findings.push(`${place(source, node)}: ${found[0]} is not SQL of every database`);
    });
    return findings;
  });
}

/** Through these every plugin is called: not inside a transaction, with an end, and what it throws is an answer. */
const GUARDED = ['callPlugin', 'askPlugin'];
/** The guard's own words for them. */
const GUARDING = ['call', 'ask', 'send'];
/** What the room of the channels calls the code of a plugin. */
const FOREIGN = ['plugin', 'raw', 'fill', 'job'];

/** The core hands control to a plugin only where its failure stays its own. */
export function pluginCalls(house: House): Findings {
  return sources(house, 'core/channels').flatMap((source) => {
    const through = source.path.endsWith('/guard.ts') ? [...GUARDED, ...GUARDING] : GUARDED;
    const findings: Findings = [];
    walk(source.program, (node, parents) => {
      if (node.type !== 'CallExpression') return;
      const names = chain(node.callee);
      if (!names.slice(0, -1).some((name) => FOREIGN.includes(name)) || isOfLanguage(names.at(-1)!)) return;
      const guarded = parents.some(
        (one) => one.type === 'CallExpression' && through.includes(chain(one.callee).at(-1) ?? ''),
      );
      if (!guarded) findings.push(`${place(source, node)}: ${names.join('.')}(…) outside of callPlugin(…)`);
    });
    return findings;
  });
}

function isOfLanguage(verb: string): boolean {
  return verb in Array.prototype || verb in String.prototype;
}

/** Runs on pages, once for each: there are no desks beside each other, and no clock but the browser's. */
function isForPages({ path }: Source): boolean {
  return /^plugins\/[^/]+\/widget\//.test(path);
}

const COLLECTIONS = ['Map', 'Set', 'WeakMap', 'WeakSet', 'Array'];

/** Two desks can run in one process: what changes belongs to a room that `boot()` builds, not to a file. */
export function moduleState(house: House): Findings {
  const concerned = sources(house, 'core', 'plugins', 'config').filter((source) => !isForPages(source));
  return concerned.flatMap((source) =>
    (source.program.body as Node[]).flatMap((statement) => {
      const declared = (statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement) as Node | null;
      if (declared?.type !== 'VariableDeclaration') return [];
      const changes = declared.kind !== 'const' || (declared.declarations as Node[]).some(isEmptyCollection);
      return changes ? [`${place(source, declared)}: state of a file is shared by every desk in the process`] : [];
    }),
  );
}

function isEmptyCollection({ init }: Node): boolean {
  const made = init as Node | null;
  if (made?.type === 'ArrayExpression') return (made.elements as Node[]).length === 0;
  if (made?.type !== 'NewExpression') return false;
  return COLLECTIONS.includes(chain(made.callee).join('.')) && (made.arguments as Node[]).length === 0;
}

/** The clock is here, and the log, which tells when something was really said. */
const CLOCK = 'core/kernel';

/** Time comes from the clock, so that tests and replays can set it. */
export function clock(house: House): Findings {
  return sources(house, 'core', 'plugins').flatMap((source) => {
    if (
      isForPages(source) ||
      isIn(source.path, [CLOCK]) ||
      isIn(source.path.replace(/^plugins\/[^/]+\//, ''), ['simulator'])
    )
      return [];
    const findings: Findings = [];
    walk(source.program, (node) => {
      const called = node.type === 'CallExpression' && chain(node.callee).join('.') === 'Date.now';
      const made = node.type === 'NewExpression' && chain(node.callee).join('.') === 'Date';
      if (called || (made && (node.arguments as Node[]).length === 0)) {
        findings.push(`${place(source, node)}: ask the clock for the time`);
      }
    });
    return findings;
  });
}
