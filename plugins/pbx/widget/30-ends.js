// Ends of calls at this telephone: each is brought to where the desk wants it.
/** Milliseconds without a further way for sound, after which those that are known are told; until a relay has answered. */
const ENOUGH = { usual: 400, relay: 2500 };
const AGAIN = 500;
const DECLINED = { status_code: 480, reason_phrase: 'Temporarily Unavailable' };
const BUSY = { status_code: 486, reason_phrase: 'Busy Here' };

class Ends {
  constructor(about) {
    this.about = about;
    this.all = new Map();
    this.wanted = [];
    /** What was called already; never twice. */
    this.called = new Set();
    this.calling = '';
    this.timer = 0;
  }

  names() {
    return [...this.all].filter(([, end]) => !end.session.isEnded()).map(([name]) => name);
  }

  /** jssip has a new session: one that rings here, or one that was just called. */
  take({ originator, session, request }) {
    const name = originator === 'remote' ? request.call_id : this.calling;
    const end = { name, session, audio: new Audio(), stream: null, referring: false, asking: false, searching: false };
    this.all.set(name, end);
    if (session.connection) this.listen(end, session.connection);
    session.on('peerconnection', ({ peerconnection }) => this.listen(end, peerconnection));
    this.findWays(session);
    for (const over of ['ended', 'failed']) session.on(over, () => this.drop(end));
    for (const changed of ['accepted', 'confirmed', 'hold', 'unhold']) session.on(changed, () => this.follow());
    this.follow();
  }

  /** Nothing is told later than with the first description: a relay that is missing there is missing for the whole talk. */
  findWays(session) {
    let timer = 0;
    session.on('icecandidate', ({ ready }) => {
      const hasRelay = / typ relay /.test(session.connection.localDescription?.sdp);
      const isWanted = this.about.iceServers.some(({ urls }) => urls.some((url) => url.startsWith('turn')));
      clearTimeout(timer);
      timer = setTimeout(() => ready(), isWanted && !hasRelay ? ENOUGH.relay : ENOUGH.usual);
    });
  }

  listen(end, connection) {
    connection.addEventListener('track', ({ track }) => {
      end.audio.srcObject = new MediaStream([track]);
      play(end.audio);
    });
    // Where it fails for good the end is over: jssip hangs up.
    connection.addEventListener('iceconnectionstatechange', () => {
      const key = this.wanted.find(({ name }) => name === end.name)?.key;
      const isWeak = connection.iceConnectionState === 'disconnected';
      if (key) sayWrong(key, isWeak ? 'weak' : '');
      if (isWeak && this.about.line.isOpen()) void this.findOtherWays(end);
    });
  }

  /** The network is another one now: sound finds its way anew, with credentials that have not run out. */
  async findOtherWays(end) {
    const { session } = end;
    if (end.searching) return;
    end.searching = true;
    const found = () => void (end.searching = false);
    const iceServers = await freshServers(this.about);
    if (!session.isEstablished() || !this.about.line.isOpen()) return found();
    session.connection.setConfiguration({ iceServers });
    if (session.renegotiate({ rtcOfferConstraints: { iceRestart: true } }, found)) return;
    found();
    setTimeout(() => void this.findOtherWays(end), AGAIN);
  }

  drop(end) {
    silence(end.stream);
    end.audio.srcObject = null;
    if (this.all.get(end.name) === end) this.all.delete(end.name);
    this.about.line.say({ gone: end.name });
    if (this.names().length === 0) this.about.beginAnew?.();
  }

  wants(wanted) {
    this.wanted = wanted;
    for (const key of wrongs.keys()) if (!wanted.some((one) => one.key === key)) sayWrong(key, '');
    this.follow();
  }

  follow() {
    for (const want of this.wanted) {
      const end = this.all.get(want.name);
      if (end) this.bring(end, want);
      else if (want.act === 'talk' && want.dial && !this.called.has(want.name)) void this.call(want);
    }
  }

  bring(end, want) {
    const { session } = end;
    if (session.isEnded()) return undefined;
    if (want.act === 'decline') return this.refuse(end, this.isTalking() ? BUSY : DECLINED);
    if (want.act === 'end') return hangUp(session);
    if (want.act === 'refer') return this.refer(end, want);
    if (want.act === 'talk') end.referring = false;
    if (want.act === 'talk' && session.direction === 'incoming' && session.isInProgress())
      return void this.answer(end, want);
    if (!session.isEstablished()) return undefined;
    if (want.muted !== undefined && session.isMuted().audio !== want.muted)
      session[want.muted ? 'mute' : 'unmute']({ audio: true });
    end.audio.muted = want.held ?? false;
    // Whoever is being passed on is put on hold by the telephone system, whose own request this would meet.
    if (want.held !== undefined && !end.referring) this.hold(session, want.held);
    return undefined;
  }

  isTalking() {
    return [...this.all.values()].some(({ session }) => session.isEstablished());
  }

  refuse({ session }, how) {
    if (session.isInProgress()) session.terminate(how);
  }

  /** Not while another change is under way: then a little later. */
  hold(session, on) {
    if (session.isOnHold().local === on || session[on ? 'hold' : 'unhold']()) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.follow(), AGAIN);
  }

  async answer(end, want) {
    if (end.asking) return;
    end.asking = true;
    try {
      end.stream = await microphone();
    } catch (error) {
      sayWrong(want.key, error.message);
      this.about.line.say({ trouble: { name: want.name, why: error.message } });
      this.refuse(end, DECLINED);
      return;
    }
    const iceServers = await freshServers(this.about);
    if (!end.session.isInProgress()) return silence(end.stream);
    end.session.answer({ mediaStream: end.stream, pcConfig: { iceServers } });
  }

  async call({ name, key, dial }) {
    this.called.add(name);
    let stream;
    try {
      stream = await microphone();
    } catch (error) {
      sayWrong(key, error.message);
      this.about.line.say({ trouble: { name, why: error.message } });
      return;
    }
    const iceServers = await freshServers(this.about);
    // Nobody wants it any more.
    if (!this.wanted.some((one) => one.name === name && one.act === 'talk')) return silence(stream);
    const { callHeader, callerId, domain, outboundProxy } = this.about;
    const identity = callerId && `P-Preferred-Identity: <sip:${encodeURIComponent(callerId)}@${domain}>`;
    const route = outboundProxy && `Route: <${outboundProxy}>`;
    this.calling = name;
    const session = this.about.agent.call(dial, {
      mediaStream: stream,
      pcConfig: { iceServers },
      extraHeaders: [`${callHeader}: ${name}`, identity, route].filter(Boolean),
    });
    const end = this.all.get(name);
    if (end?.session === session) end.stream = stream;
    else silence(stream);
  }

  /** To a colleague, or to the end at which one was asked. */
  refer(end, want) {
    const { session } = end;
    const other = want.replaces && this.all.get(want.replaces);
    if (end.referring || !session.isEstablished() || (want.replaces && !other)) return;
    end.referring = true;
    const failed = () => {
      sayWrong(want.key, 'transfer');
      this.about.line.say({ trouble: { name: end.name, why: 'transfer' } });
    };
    const accepted = () => {
      hangUp(session);
      if (other) hangUp(other.session);
    };
    const to = other ? String(other.session.remote_identity.uri) : want.to;
    const eventHandlers = { accepted, failed, requestFailed: failed };
    session.refer(to, { eventHandlers, ...(other && { replaces: other.session }) });
  }

  /** After a lost line the telephone system hears of the new one; an end that it does not know any more is over. */
  refresh() {
    for (const end of this.all.values()) if (end.session.isEstablished()) void this.findOtherWays(end);
  }

  press(key, tone) {
    const want = this.wanted.find(
      (one) => one.key === key && !one.name.startsWith(`${key}~`) && this.all.has(one.name),
    );
    const session = want && this.all.get(want.name).session;
    const transportType = this.about.tones === 'info' ? 'INFO' : 'RFC2833';
    if (session?.isEstablished()) session.sendDTMF(tone, { transportType, duration: 160 });
  }

  leave() {
    for (const { session } of this.all.values()) hangUp(session);
  }
}

function hangUp(session) {
  if (session.isEnded()) return;
  try {
    session.terminate();
  } catch (error) {
    console.debug('An end was over already', error);
  }
}
