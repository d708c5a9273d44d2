// One sign-in to the provider: it is rung for what the desk wants of this person, takes that by itself, and nothing else.
/** Milliseconds. */
const BEFORE_END = 120_000;
const SIGNALLING_LOSS = 30_000;
const PATIENCE = 10_000;
const PAUSE = { first: 2000, longest: 60_000 };
/** The token has run out, or is not taken. */
const STALE = new Set([20101, 20104, 31201, 31202, 31204, 31205]);

/** The card of the call rings already. */
class Silence {
  async play() {}
  stop() {}
  async setSinkIds() {}
}

class Phone {
  /** `left` is told when nothing is to ring by it any more. */
  constructor({ account, host, token }, left) {
    this.account = account;
    this.left = left;
    this.over = false;
    /** By the names of the desk's calls. */
    this.calls = new Map();
    this.refusals = 0;
    this.timer = 0;
    this.lost = 0;
    this.device = new Device(token, {
      chunderw: host,
      allowIncomingWhileBusy: true,
      codecPreferences: ['opus', 'pcmu'],
      getUserMedia: microphone,
      logLevel: 'silent',
      maxCallSignalingTimeoutMs: SIGNALLING_LOSS,
      // Nobody is told how the team talks.
      publishEvents: false,
      Sound: Silence,
      tokenRefreshMs: BEFORE_END,
    });
    this.device.on('registered', () => {
      this.refusals = 0;
      clearTimeout(this.lost);
      this.lost = 0;
      sayTrouble('');
    });
    this.device.on('incoming', (call) => void this.take(call));
    this.device.on('tokenWillExpire', () => void this.renew());
    this.device.on('error', (error) => this.failed(error));
    void this.register();
  }

  async register() {
    if (this.device.state === 'unregistered') await this.device.register().catch((error) => this.failed(error));
  }

  failed({ code }) {
    if (this.over) return;
    if (STALE.has(code)) this.renewLater();
    // The SDK tries by itself again and again; short losses are nobody's concern.
    else this.lost ||= setTimeout(() => this.sayLost(), PATIENCE);
  }

  sayLost() {
    this.lost = 0;
    if (!this.over && this.device.state !== 'registered' && !this.isTalking()) sayTrouble('unreached');
  }

  renewLater() {
    const pause = Math.min(PAUSE.longest, PAUSE.first * 2 ** this.refusals);
    this.refusals += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.renew(), pause);
  }

  async renew() {
    if (this.over) return;
    let lines;
    try {
      lines = await askForLines();
    } catch {
      this.renewLater();
      return;
    }
    const line = lines.find(({ account }) => account === this.account);
    if (!line) {
      if (!this.isTalking()) this.left(this);
      return;
    }
    this.device.updateToken(line.token);
    await this.register();
  }

  async take(call) {
    const over = () => this.drop(call);
    for (const name of ['cancel', 'disconnect', 'reject']) call.on(name, over);
    call.on('error', over);
    const { legs } = await askDesk('wanted.json').catch(() => ({ legs: {} }));
    const key = legs[call.customParameters.get('leg')];
    if (call.status() !== 'pending') return;
    // Whoever else knows how to ring here is not heard, and hears nobody.
    if (key === undefined || !tookHere()) {
      call.ignore();
      return;
    }
    this.calls.set(key, call);
    call.accept();
  }

  drop(call) {
    for (const [key, one] of this.calls) if (one === call) this.calls.delete(key);
  }

  /** At once, and whatever the provider makes of it: what is not to be heard does not leave the browser. */
  mute() {
    for (const [key, call] of this.calls) {
      const card = document.querySelector(`[data-call-phone="${CSS.escape(key)}"]`);
      if (card) call.mute(card.dataset.muted !== undefined);
    }
  }

  press(key, tone) {
    this.calls.get(key)?.sendDigits(tone);
  }

  isTalking() {
    return [...this.calls.values()].some((call) => call.status() !== 'closed');
  }

  end() {
    this.over = true;
    clearTimeout(this.timer);
    clearTimeout(this.lost);
    this.device.destroy();
  }
}
