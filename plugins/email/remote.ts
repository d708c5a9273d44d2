// Handing a mail on: to the account's own submission server, the operator's relay, or the recipients' servers.
import type { AccountContext } from '../../core/contract/context.ts';
import type { Health } from '../../core/contract/health.ts';
import type { Attempt, SendResult } from '../../core/contract/outbound.ts';
import { reason } from '../../core/contract/reason.ts';
import type { Standing } from './account/standing.ts';
import type { CredentialSource } from './imap/enter.ts';
import type { ComposedMail } from './outbound.ts';
import { sendDirectly } from './smtp/direct.ts';
import { enter, signInHealth } from './smtp/enter.ts';
import { createPool, type Pool } from './smtp/pool.ts';
import { conclude, loadProgress, saveProgress, type Progress } from './smtp/progress.ts';
import { ofTrouble, refusedRecipient } from './smtp/results.ts';
import { routeOf, type Route, type ServedRoute } from './smtp/route.ts';
import type { Handover, SmtpError } from './smtp/session.ts';

/** A server that takes this long to be out of reach is left alone for a while: mails waiting for it block all others. */
const SLOW = 2_000;
const QUIET = 30_000;

interface Needs {
  context: AccountContext;
  standing: Standing;
  credentials: CredentialSource;
  /** What we call ourselves. */
  ourName: string;
}

export class Remote {
  readonly route: Route;
  private readonly needs: Needs;
  private readonly pool: Pool | null;
  private quietUntil = 0;

  constructor(needs: Needs) {
    const { context, credentials, ourName } = needs;
    const route = routeOf(context);
    this.needs = needs;
    this.route = route;
    this.pool = 'server' in route ? createPool((signal) => enter(context, route, credentials, ourName, signal)) : null;
  }

  /** Makes one attempt; every way it can end is one of the contract's five. */
  async send(mail: ComposedMail, attempt: Attempt): Promise<SendResult> {
    const { route } = this;
    if (route.kind === 'none') {
      const text = 'No server is set for sending, and sending without one is switched off.';
      return { outcome: 'rejected', why: reason('smtp.no_way_out', text) };
    }
    const before = await loadProgress(this.needs.context.notebook, mail.key);
    const gone = new Set([...before.taken, ...before.refused.map((one) => one.address)]);
    const to = mail.envelope.to.filter((address) => !gone.has(address));
    const handover: Handover = { raw: mail.raw, envelope: { ...mail.envelope, to }, dsn: mail.dsn };
    if (route.kind === 'direct') return this.directly(mail, handover, before, attempt);
    return this.quiet() ?? this.byServer(route, mail, handover, before, attempt);
  }

  /** Signs in and out again; null when that works. */
  async tryServer(signal: AbortSignal): Promise<Health | null> {
    const { context, credentials, ourName, standing } = this.needs;
    if (!('server' in this.route)) return null;
    try {
      (await enter(context, this.route, credentials, ourName, signal)).quit();
      standing.report('sending', null);
      return null;
    } catch (error) {
      this.failed(error as SmtpError, this.route);
      return standing.trouble('sending');
    }
  }

  close(): void {
    this.pool?.close();
  }

  private async directly(
    mail: ComposedMail,
    handover: Handover,
    before: Progress,
    attempt: Attempt,
  ): Promise<SendResult> {
    const { context, ourName } = this.needs;
    const { taken, refused, unknown } = await sendDirectly(context, handover, ourName, attempt.signal);
    if (!unknown)
      return conclude(context.notebook, { ...mail, aliases: [] }, before, { taken, refused }, attempt.number);
    await saveProgress(context.notebook, mail.key, before, { taken, refused });
    return { outcome: 'unknown', why: unknown };
  }

  private async byServer(
    route: ServedRoute,
    mail: ComposedMail,
    handover: Handover,
    before: Progress,
    attempt: Attempt,
  ): Promise<SendResult> {
    const { context, standing } = this.needs;
    const began = context.now().getTime();
    try {
      const { taken, refused, serverMessageId } = await this.pool!.handOver(handover, attempt.signal);
      standing.report('sending', null);
      const named = { ...mail, aliases: serverMessageId ? [serverMessageId.replace(/[<>]/g, '')] : [] };
      const now = { taken, refused: refused.map(refusedRecipient) };
      return await conclude(context.notebook, named, before, now, attempt.number);
    } catch (error) {
      const result = this.failed(error as SmtpError, route);
      const now = context.now().getTime();
      if (result.outcome === 'retry' && result.account && now - began > SLOW) this.quietUntil = now + QUIET;
      return result;
    }
  }

  private quiet(): SendResult | null {
    const why = this.needs.standing.trouble('sending')?.why;
    if (!why || this.needs.context.now().getTime() >= this.quietUntil) return null;
    return { outcome: 'retry', account: true, why, after: QUIET / 1000 };
  }

  /** Trouble of the account is told as such; its mails then wait for it. */
  private failed(error: SmtpError, route: ServedRoute): SendResult {
    const health = signInHealth(error, route);
    const result = health?.why
      ? { outcome: 'retry' as const, why: health.why, account: true }
      : ofTrouble(error, route.server);
    const isAccounts = result.outcome === 'retry' && result.account === true;
    const told: Health | null = isAccounts ? { state: 'recovering', why: result.why, action: 'wait' } : null;
    this.needs.standing.report('sending', health ?? told);
    return result;
  }
}
