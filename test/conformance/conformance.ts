// The conformance kit (`hubdesk/testkit`): the same checks over any channel, through a real desk (PL-2).
import { Bench } from './bench.ts';
import type { ChannelUnderTest, Findings, Misbehaviour } from './channel.ts';
import { deeds, methods, policy, pure } from './abilities.ts';
import { connects, restarted, resumed, signedInAgain, twice, unreachable, wrongSecret } from './connecting.ts';
import { closes, keepsSecrets, pages } from './ending.ts';
import { forgets } from './forgetting.ts';
import { insertables } from './inserting.ts';
import { leaves } from './leaving.ts';
import { manifest, reasons, settings, words } from './manifest.ts';
import * as reading from './reading.ts';
import { fullDisk, receipts, webhook } from './receipts.ts';
import { answers, everythingPlanned, neverTwice, whenItMisbehaves } from './sending.ts';
import { templates } from './templates.ts';

export type {
  AccountOnDesk,
  ChannelUnderTest,
  Entry,
  FarSide,
  Misbehaviour,
  SentMessage,
  WebhookRequest,
} from './channel.ts';

const trouble = (kind: Misbehaviour, promise: string) => [`${kind}: ${promise}`, whenItMisbehaves(kind)] as const;

/** In this order: later ones may use what earlier ones left in the shared desk. */
const CHECKS: (readonly [string, (bench: Bench) => Promise<Findings>])[] = [
  ['the manifest is whole', manifest],
  ['settings are declared soundly, secrets as secrets', settings],
  ['every text is there in English and German', words],
  ['connecting with what is right', connects],
  ['connecting with a wrong secret is refused and stores nothing', wrongSecret],
  ['connecting where nobody answers is refused and stores nothing', unreachable],
  ['connecting twice is refused and says where it is connected', twice],
  ['a wizard that was left goes on after a restart', resumed],
  ['an account lives on after a restart', restarted],
  ['a lost sign-in parks the work, a new one frees it', signedInAgain],
  ['samples are read soundly', reading.samplesAreSound],
  ['samples are read the same every time, in any order', reading.samplesAreRepeatable],
  ['samples arrive', reading.samplesArrive],
  ['an arrival with several messages yields them all', reading.severalArrive],
  ['duplicates make one message', reading.duplicates],
  ['rubbish is answered, never thrown at', reading.rubbish],
  ['rubbish stops nothing', reading.rubbishArrives],
  ['what is unknown is shown', reading.unknown],
  ['capabilities and methods agree', methods],
  ['what is claimed is done', deeds],
  ['capabilities and policy are pure', pure],
  ['policy holds around each limit', policy],
  ['everything the plan lets through is taken', everythingPlanned],
  ['templates are whole, and are taken filled in', templates],
  ['an answer leaves once', answers],
  trouble('busy', 'tried again'),
  trouble('broken', 'tried again or unclear'),
  trouble('refuses', 'final'),
  trouble('stranger', 'the account waits for a sign-in'),
  trouble('gone', 'the account waits'),
  trouble('cuts', 'tried again or unclear'),
  trouble('loses the answer', 'unclear'),
  trouble('garbles', 'unclear'),
  trouble('silent', 'unclear, and it stops when told'),
  ['without proof nothing is sent twice', neverTwice],
  ['receipts only move forward', receipts],
  ['webhooks are believed with their signature only', webhook],
  ['what cannot be written down is not thanked for', fullDisk],
  ['who is forgotten is forgotten here as well', forgets],
  ['a deleted account leaves nothing behind', leaves],
  ['what it adds to the insert menu is whole', insertables],
  ['its pages open and speak in texts', pages],
  ['it closes within two seconds', closes],
  ['no secret is seen', keepsSecrets],
  ['whatever people are told is said in English and German', reasons],
];

/** What the kit needs of a test: tap and node:test both have it. */
export interface TestContext<Inner> {
  test(name: string, work: (t: Inner) => Promise<void>): PromiseLike<unknown>;
}

interface Subtest {
  skip(why: string): unknown;
  /** tap wants to see something asserted. */
  pass?(what?: string): unknown;
}

export interface Report {
  check: string;
  /** Empty: passed. */
  findings: string[];
  /** Why it does not apply to this channel. */
  skipped: string | null;
}

/** A check that takes longer hangs. */
const LIMIT = 120_000;

/**
 * Runs every check over a channel, each as a subtest of `t`. A check that does not apply (no webhook, no receipts) is
 * skipped, and why is printed. A failing check names everything it found.
 */
export async function conformance<Inner>(t: TestContext<Inner>, channel: ChannelUnderTest): Promise<void> {
  const bench = new Bench(channel);
  const skipped: string[] = [];
  try {
    for (const [check, run] of CHECKS) {
      await t.test(check, async (inner) => {
        const t = inner as Subtest;
        const report = await reportOf(bench, check, run);
        if (report.findings.length > 0) throw new Error(report.findings.join('\n'));
        if (report.skipped) {
          skipped.push(`  ${check}: ${report.skipped}`);
          t.skip(report.skipped);
        } else t.pass?.(check);
      });
    }
  } finally {
    await bench.close();
  }
  if (skipped.length > 0) console.error(['Not applicable:', ...skipped].join('\n'));
}

/** The same without a test runner; with `only`, just the checks of these names. */
export async function examine(channel: ChannelUnderTest, only?: string[]): Promise<Report[]> {
  const bench = new Bench(channel);
  const reports: Report[] = [];
  try {
    for (const [check, run] of CHECKS)
      if (!only || only.includes(check)) reports.push(await reportOf(bench, check, run));
  } finally {
    await bench.close();
  }
  return reports;
}

async function reportOf(bench: Bench, check: string, run: (bench: Bench) => Promise<Findings>): Promise<Report> {
  const late = Promise.withResolvers<Findings>();
  const timer = setTimeout(() => late.resolve([`it does not end within ${LIMIT / 1000} s`]), LIMIT);
  try {
    const found = await Promise.race([run(bench), late.promise]);
    return 'skipped' in found
      ? { check, findings: [], skipped: found.skipped }
      : { check, findings: found, skipped: null };
  } catch (error) {
    return { check, findings: [error instanceof Error ? error.message : String(error)], skipped: null };
  } finally {
    clearTimeout(timer);
  }
}
