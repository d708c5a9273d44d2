// One telephone: the line of a page on one side, that to the telephone system on the other, message by message in order.
import { WebSocket } from 'ws';
import { Bucket } from '../../../core/contract/buckets.ts';
import type { AccountContext, PluginContext } from '../../../core/contract/context.ts';
import type { Reason } from '../../../core/contract/reason.ts';
import type { Want } from '../calls/wanting.ts';
import { signRequest } from '../sip/digest.ts';
import { sipReader, type SipMessage, type SipReader } from '../sip/reading.ts';
import { noteTalk, type Talks } from '../sip/talks.ts';
import { echoOf, writeMessage } from '../sip/writing.ts';
import { settingsOf } from '../settings.ts';
import { beginningOf, extensionOf } from './agents.ts';
import { openFar } from './far.ts';
import { readFrame, type Frame } from './frames.ts';
import type { Hub, Telephone } from './hub.ts';
import { CLOSED } from './limits.ts';
import { registration } from './registration.ts';
import type { Ticket } from './ticket.ts';

/** What becomes of what is heard. A message of which it says false goes no further: a page's request is refused. */
export interface Hearing {
  fromPbx(phone: Phone, message: SipMessage, text: string): Promise<boolean>;
  fromPage(phone: Phone, message: SipMessage, text: string): Promise<boolean>;
  said(phone: Phone, frame: Exclude<Frame, { sip: string }>): Promise<void>;
  left(phone: Phone): void;
}

/** Frames that may wait while one is worked on. */
const MOST_WAITING = 200;
const KEEP_ALIVE = /^[\r\n]*$/;

export class Phone implements Telephone {
  readonly account: string;
  readonly userId: number;
  readonly session: number;
  readonly hub: Hub;
  readonly #language: string;
  readonly #plugin: PluginContext;
  readonly #browser: WebSocket;
  readonly #hearing: Hearing;
  readonly #bucket: Bucket;
  readonly #registration = registration();
  readonly #talks: Talks;
  #far: WebSocket | null = null;
  #read: SipReader = () => null;
  #work = Promise.resolve();
  #waiting = 0;
  #alive = true;
  #farAlive = true;
  #wants = new Map<string, Want[]>();
  #said = '';
  /** What it signs in with; empty until it does. */
  #began = '';
  #isOld = false;

  constructor(browser: WebSocket, plugin: PluginContext, hub: Hub, ticket: Ticket, hearing: Hearing) {
    this.account = ticket.account;
    this.userId = ticket.userId;
    this.session = ticket.session;
    this.#language = ticket.language;
    this.#browser = browser;
    this.#plugin = plugin;
    this.#hearing = hearing;
    this.hub = hub;
    this.#bucket = new Bucket(hub.limits);
    this.#talks = hub.talks(this.account, this.userId);
    browser.on('message', (data: Buffer, isBinary) => this.#hearPage(data, isBinary));
    browser.on('pong', () => (this.#alive = true));
    browser.on('close', () => this.#gone());
    browser.on('error', () => browser.terminate());
    this.#later(() => this.#open());
  }

  /** The account as it is now; throws when it is not running any more. */
  context(): AccountContext {
    const found = this.#plugin.accounts().find(({ account }) => account.publicId === this.account);
    if (!found) throw new Error('The account is not running');
    return found;
  }

  get isRegistered(): boolean {
    return this.#registration.stands && this.isOpen;
  }

  get isOpen(): boolean {
    return this.#browser.readyState === this.#browser.OPEN;
  }

  get isBusy(): boolean {
    return this.#wants.size > 0;
  }

  /** What it is to do with one of its ends; undefined where nothing is wanted of it. */
  wanted(name: string): Want | undefined {
    return [...this.#wants.values()].flat().find((one) => one.name === name);
  }

  /** Whether the request that is answered had signed in already. */
  hasAnswered({ callId, cseq }: Pick<SipMessage, 'callId' | 'cseq'>): boolean {
    const talk = this.#talks.get(callId);
    return talk !== undefined && talk.isSigned && talk.cseq === cseq;
  }

  renew(context: AccountContext): void {
    this.#isOld = this.#began !== '' && this.#began !== beginningOf(context, this.userId);
    if (this.#isOld && !this.isBusy) this.close(CLOSED.anew);
  }

  want(key: string, wants: Want[]): void {
    if (wants.length === 0) this.#wants.delete(key);
    else this.#wants.set(key, wants);
    const all = JSON.stringify([...this.#wants.values()].flat());
    if (all === this.#said) return;
    this.#said = all;
    this.#tell(`{"wants":${all}}`);
    // What ends the talk goes to the telephone system first.
    if (this.#isOld && !this.isBusy) this.#later(async () => this.close(CLOSED.anew));
  }

  /** A ping that was not answered before the next: the line is dead although nobody hung up. */
  beat(): void {
    if (!this.#farAlive) return this.#far?.terminate();
    if (!this.#alive) return this.#browser.terminate();
    this.#alive = false;
    if (this.isOpen) this.#browser.ping();
    if (this.#far?.readyState !== WebSocket.OPEN) return undefined;
    this.#farAlive = false;
    this.#far.ping();
    return undefined;
  }

  close(code: number): void {
    this.#browser.close(code);
    this.#far?.close();
  }

  settled(): Promise<void> {
    return this.#work;
  }

  async #open(): Promise<void> {
    this.hub.stands(this.account, this.userId, { state: 'connecting' });
    this.#read = await sipReader();
    const context = this.context();
    this.#began = beginningOf(context, this.userId);
    const far = await openFar(context, settingsOf(context.account).address);
    if ('why' in far) return this.#fail(far.why);
    if (!this.isOpen) return far.socket.close();
    this.#far = far.socket;
    far.socket.on('message', (data: Buffer) => this.#hearFar(data));
    far.socket.on('pong', () => (this.#farAlive = true));
    far.socket.on('close', () => this.close(CLOSED.noPbx));
    this.#tell('{"ready":true}');
    return undefined;
  }

  #fail(why: Reason): void {
    this.hub.stands(this.account, this.userId, { state: 'off', why });
    this.#tell(JSON.stringify({ why: this.#plugin.text(this.#language, `reason.${why.code}`, why.params) }));
    this.close(CLOSED.noPbx);
  }

  #tell(frame: string): void {
    if (!this.isOpen) return;
    if (this.#browser.bufferedAmount > this.hub.limits.buffer) return this.#browser.terminate();
    this.#browser.send(frame);
  }

  #hearPage(data: Buffer, isBinary: boolean): void {
    if (!this.isOpen) return;
    if (!this.#bucket.take() || this.#waiting >= MOST_WAITING) return this.close(CLOSED.tooFast);
    const frame = isBinary ? null : readFrame(data.toString());
    if (!frame) return this.close(CLOSED.badFrame);
    this.#later(() => ('sip' in frame ? this.#carry(frame.sip) : this.#hearing.said(this, frame)));
  }

  async #carry(sip: string): Promise<void> {
    if (KEEP_ALIVE.test(sip)) return void this.sayToPbx(sip);
    const message = this.#read(sip);
    if (!message) return this.close(CLOSED.badFrame);
    if (!(await this.#hearing.fromPage(this, message, sip))) return this.#refuse(message);
    this.#registration.asked(message);
    noteTalk(this.#talks, message, true);
    const extension = extensionOf(this.context(), this.userId);
    if (!extension) return this.close(CLOSED.notAllowed);
    this.sayToPbx(signRequest(sip, extension));
    return undefined;
  }

  sayToPbx(sip: string): boolean {
    if (this.#far?.readyState !== WebSocket.OPEN) return false;
    if (this.#far.bufferedAmount > this.hub.limits.buffer) this.#far.terminate();
    else this.#far.send(sip);
    return true;
  }

  /** Nothing is answered to an answer, nor to an acknowledgement. */
  #refuse(message: SipMessage): void {
    if (message.status !== null || message.method === 'ACK') return;
    this.#tell(JSON.stringify({ sip: writeMessage('SIP/2.0 403 Forbidden', echoOf(message, 'desk')) }));
  }

  #hearFar(data: Buffer): void {
    if (this.#waiting >= MOST_WAITING) return this.close(CLOSED.noPbx);
    const text = data.toString();
    if (KEEP_ALIVE.test(text)) return this.#tell(JSON.stringify({ sip: text }));
    this.#later(async () => {
      const message = this.#read(text);
      // Nothing that can be answered.
      if (!message) return;
      this.#hearRegistration(message);
      noteTalk(this.#talks, message, false);
      if (await this.#hearing.fromPbx(this, message, text)) this.#tell(JSON.stringify({ sip: text }));
    });
    return undefined;
  }

  #hearRegistration(message: SipMessage): void {
    const heard = this.#registration.answered(message, extensionOf(this.context(), this.userId)?.user ?? '');
    if (!heard) return;
    this.hub.stands(this.account, this.userId, heard.why ? { state: 'off', why: heard.why } : { state: 'registered' });
    if (heard.why)
      this.#tell(
        JSON.stringify({ why: this.#plugin.text(this.#language, `reason.${heard.why.code}`, heard.why.params) }),
      );
  }

  #later(work: () => Promise<void>): void {
    this.#waiting += 1;
    this.#work = this.#work
      .then(work)
      .catch((error: unknown) => {
        this.#plugin.log.warn({ error, account: this.account }, 'A message of a telephone could not be taken');
        this.close(CLOSED.noPbx);
      })
      .finally(() => (this.#waiting -= 1));
  }

  #gone(): void {
    // A page that is left hangs up with its last words: they go to the telephone system before its line ends.
    this.#later(async () => this.#far?.close());
    const isOwn = this.hub.remove(this);
    if (!isOwn) return;
    const { why } = this.hub.standing(this.account, this.userId);
    this.hub.stands(this.account, this.userId, { state: 'off', why });
    this.#hearing.left(this);
  }
}
