// Turns tap's own protocol into a short report: one line a file, every failure in full, and the totals.

/** What a file-level failure repeats from the command line; only the exit code and the signal tell something. */
const COMMAND_DETAIL = /^\s*((stdio|cwd|externalID|command|args):|- )/;
/** Lines of the protocol that carry nothing a reader needs. */
const PROTOCOL = /^(TAP version \d+|\d+\.\.\d+.*|# .*|\}|)$/;

/**
 * @param {(line: string) => void} print
 * @returns {{ line: (line: string) => void, totals: () => { passed: number, failed: number } }}
 */
export function createReport(print) {
  const names = []; // names[depth] is the test being read at that depth
  const told = []; // told[depth]: a failure inside names[depth] has been told
  const failedTests = [];
  let output = []; // what the current file prints: failures and its own words
  let detail; // the YAML block being read: { end, lines or null to drop it }
  let summary = '';

  function fail(depth, name) {
    const leaf = !told[depth];
    for (let above = 0; above < depth; above++) told[above] = true;
    told[depth] = false;
    if (!leaf) return false;
    const title = [...names.slice(0, depth), name].join(' > ');
    failedTests.push(title);
    output.push(`  ✖ ${title}`);
    return true;
  }

  function finishFile(passed, name, rest) {
    const note = rest.replace(/ # time=([\d.]+)ms/, (_, time) => ` (${Math.round(time)} ms)`);
    print(`${passed ? 'ok  ' : 'FAIL'} ${name}${note}`);
    if (passed) output = [];
  }

  function result(depth, passed, name, rest) {
    const failed = !passed && !/# (TODO|SKIP)/i.test(rest);
    if (rest.endsWith('{')) names[depth] = name;
    const isLeaf = failed && fail(depth, name);
    if (depth === 0) finishFile(!failed, name, rest);
    detail = { end: '', lines: isLeaf ? output : null, depth };
  }

  function readDetail(line) {
    const text = line.trimStart();
    if (detail.end === '') {
      if (text !== '---') return false;
      detail.end = line.replace('---', '...');
      return true;
    }
    if (line === detail.end) detail = undefined;
    else if (detail.lines && !(detail.depth === 0 && COMMAND_DETAIL.test(line)))
      detail.lines.push(`    ${line.slice(detail.end.length - 3)}`);
    return true;
  }

  function flush() {
    for (const line of output) print(line);
    output = [];
  }

  return {
    line(line) {
      if (detail) {
        if (readDetail(line)) return;
        detail = undefined;
      }
      const indent = line.length - line.trimStart().length;
      const depth = Math.floor(indent / 4);
      const text = line.trimStart();
      const started = /^# Subtest: (.*)$/.exec(text);
      const ended = /^(not )?ok \d+(?: - (.*?))?( # .*|(?: #.*)? \{)?$/.exec(text);
      if (depth === 0 && !ended) flush();
      if (started) {
        names[depth] = started[1];
        told[depth] = false;
      } else if (ended) result(depth, !ended[1], ended[2] ?? '', ended[3] ?? '');
      else if (depth === 0 && text.startsWith('# {')) summary = text;
      else if (!PROTOCOL.test(text)) {
        if (depth === 0) print(line);
        else output.push(line);
      }
    },
    totals() {
      flush();
      if (failedTests.length > 0) print(`\nFailed:\n${failedTests.map((title) => `  ✖ ${title}`).join('\n')}`);
      const count = (key) => Number(new RegExp(`\\b${key}: (\\d+)`).exec(summary)?.[1] ?? 0);
      return { passed: count('pass'), failed: count('fail') };
    },
  };
}
