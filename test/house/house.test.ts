// The house rules, kept by everything in this repository.
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { KNOWN, LONG } from './exceptions.ts';
import { readHouse, type Findings } from './house.ts';
import { RULES } from './rules.ts';
import { sizes, tooLong } from './sizes.ts';

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
