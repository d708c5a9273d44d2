// Turns tap's own protocol into a short report: one line a file, every failure in full, and the totals.

/** What a file-level failure repeats from the command line; only the exit code and the signal tell something. */
const COMMAND_DETAIL = /^\s*((stdio|cwd|externalID|command|args):|- )/;
/** Lines of the protocol that carry nothing a reader needs. */
const PROTOCOL = /^(TAP version \d+|\d+\.\.\d+.*|# .*|\}|)$/;
const STARTED = /^# Subtest: (.*)$/;
const ENDED = /^(not )?ok \d+(?: - (.*?))?( # .*|(?: #.*)? \{)?$/;

interface Detail {
  /** The line that ends the block; empty until it has begun. */
  end: string;
  depth: number;
  /** Where the block goes; null drops it. */
  lines: string[] | null;
}

/** Reads the protocol line by line; levels are four spaces deep, the outermost one is the files. */
export class TapReport {
  #print: (line: string) => void;
  #names: string[] = []; // #names[depth] is the test being read at that depth
  #told: boolean[] = []; // #told[depth]: a failure inside #names[depth] has been told
  #failed: string[] = []; // titles of all failures
  #failedFiles: string[] = [];
  #output: string[] = []; // what the current file says: failures and its own words
  #detail: Detail | undefined; // the YAML block that may follow, or is being read
  #summary = '';

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  read(line: string): void {
    if (this.#detail && this.#readDetail(line, this.#detail)) return;
    this.#detail = undefined;
    const text = line.trimStart();
    const depth = Math.floor((line.length - text.length) / 4);
    const started = STARTED.exec(text);
    const ended = ENDED.exec(text);
    if (depth === 0 && !ended) this.#flush();
    if (started) this.#enter(depth, started[1]!);
    else if (ended) this.#result(depth, !ended[1], ended[2] ?? '', ended[3] ?? '');
    else if (depth === 0 && text.startsWith('# {')) this.#summary = text;
    else if (!PROTOCOL.test(text)) this.#say(depth, line);
  }

  /** Prints what is left and the list of failures. */
  totals(): { passed: number; failed: number } {
    this.#flush();
    if (this.#failed.length > 0) this.#print(`\nFailed:\n${this.#failed.map((title) => `  ✖ ${title}`).join('\n')}`);
    return { passed: this.#count('pass'), failed: this.#count('fail') };
  }

  get failedFiles(): readonly string[] {
    return this.#failedFiles;
  }

  #enter(depth: number, name: string): void {
    this.#names[depth] = name;
    this.#told[depth] = false;
  }

  #result(depth: number, passed: boolean, name: string, rest: string): void {
    const failed = !passed && !/# (todo|skip)/i.test(rest);
    if (rest.endsWith('{')) this.#names[depth] = name;
    const isLeaf = failed && this.#fail(depth, name);
    if (depth === 0) this.#finishFile(!failed, name, rest);
    this.#detail = { end: '', depth, lines: isLeaf ? this.#output : null };
  }

  /** A test fails because of what failed inside; only that is told. */
  #fail(depth: number, name: string): boolean {
    const isLeaf = !this.#told[depth];
    this.#told.fill(true, 0, depth);
    this.#told[depth] = false;
    if (!isLeaf) return false;
    const title = [...this.#names.slice(0, depth), name].join(' > ');
    this.#failed.push(title);
    this.#output.push(`  ✖ ${title}`);
    return true;
  }

  #finishFile(passed: boolean, name: string, rest: string): void {
    const note = rest.replace(/ # time=([\d.]+)ms/, (_, time) => ` (${Math.round(Number(time))} ms)`);
    this.#print(`${passed ? 'ok  ' : 'FAIL'} ${name}${note}`);
    // The runner's own words about one that took too long stand beside it.
    if (!passed && name.endsWith('.ts')) this.#failedFiles.push(name);
    if (passed) this.#output = [];
  }

  /** Answers whether the line belongs to the block. */
  #readDetail(line: string, detail: Detail): boolean {
    const { end, depth, lines } = detail;
    if (end === '') {
      detail.end = line.replace('---', '...');
      return line.trimStart() === '---';
    }
    if (line === end) this.#detail = undefined;
    else if (lines && !(depth === 0 && COMMAND_DETAIL.test(line))) lines.push(`    ${line.slice(end.length - 3)}`);
    return true;
  }

  #say(depth: number, line: string): void {
    if (depth === 0) this.#print(line);
    else this.#output.push(line);
  }

  #flush(): void {
    for (const line of this.#output) this.#print(line);
    this.#output = [];
  }

  #count(key: string): number {
    return Number(new RegExp(`\\b${key}: (\\d+)`).exec(this.#summary)?.[1] ?? 0);
  }
}
