// The house rules, kept by everything in this repository.
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { clock, dialect, moduleState, pluginCalls, transactions } from './behaviour.ts';
import { budgets, commands, contractNames, environment, linked, numbers, paths } from './documents.ts';
import { KNOWN, LONG } from './exceptions.ts';
import { readHouse, type Findings, type Rule } from './house.ts';
import { policy } from './pages.ts';
import { generated, keys, map, settings } from './reference.ts';
import { sizes, tooLong } from './sizes.ts';
import { barrels, cycles, packages, staircase } from './staircase.ts';
import { errorCodes, languages, missingTexts, textsTwice, untoldReasons, unusedTexts } from './texts.ts';
import { channelNames, firstLines, machines, pluginFiles, unfinished } from './words.ts';

const RULES: Record<string, Rule> = {
  'rooms import only what stands below them, by the door': staircase,
  'no files import each other in a circle': cycles,
  'no file only hands on what others export': barrels,
  'what runs uses only packages it depends on': packages,
  'the core names no channel': channelNames,
  'channel folders hold the same files': pluginFiles,
  'a file opens with what it is for': firstLines,
  'nothing is left for later': unfinished,
  'nothing tells of one machine': machines,
  'a transaction waits for nothing but the database': transactions,
  'only the rooms of the database know which one it is': dialect,
  'plugins are called where their failure stays their own': pluginCalls,
  'no file keeps state': moduleState,
  'time comes from the clock': clock,
  'pages need no more than their policy gives': policy,
  'both languages have every text with the same values': languages,
  'every text is shown somewhere': unusedTexts,
  'every text that is shown exists': missingTexts,
  'every reason has words': untoldReasons,
  'no text stands twice': textsTwice,
  'every code is explained and every explained code exists': errorCodes,
  'commands in the documents exist': commands,
  'settings from the environment are told about': environment,
  'files named in the documents exist': paths,
  'every document is linked from the README': linked,
  'names of the contract in the documents exist': contractNames,
  'numbers in the documents are right': numbers,
  'budgets in the documents are those of the bench': budgets,
  'every setting is in the README': settings,
  'every folder is on the map': map,
  'every key is in its document': keys,
  'tables written by a script are up to date': generated,
};

const house = readHouse(fileURLToPath(new URL('../..', import.meta.url)));

/** One failure a finding; it names its own place. */
function judge(t: Test, findings: Findings): void {
  for (const finding of findings) t.fail(finding, { diagnostic: false });
  if (findings.length === 0) t.pass();
}

for (const [name, rule] of Object.entries(RULES)) {
  t.test(name, async (t) => {
    const known = KNOWN[name] ?? [];
    const found = rule(house);
    const seen = new Set(found.map(withoutLine));
    judge(
      t,
      found.filter((finding) => !known.includes(withoutLine(finding))),
    );
    const stale = known.filter((finding) => !seen.has(finding));
    judge(
      t,
      stale.map((finding) => `exceptions: no longer needed: ${finding}`),
    );
  });
}

function withoutLine(finding: string): string {
  return finding.replace(/:\d+(?=: )/, '');
}

t.test('files, functions and views are short', async (t) => {
  judge(t, tooLong(house, LONG));
  const functions = sizes(house).filter(({ name }) => name.includes(' '));
  const worst = functions.slice(0, 10).map(({ name, lines }) => `  ${lines} ${name}`);
  console.error(['The ten longest functions:', ...worst].join('\n'));
});

t.test('exceptions belong to rules that exist', async (t) => {
  t.strictSame(
    Object.keys(KNOWN).filter((name) => !(name in RULES)),
    [],
  );
});
