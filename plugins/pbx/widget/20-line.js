// The line to the desk as jssip sees it: a socket that is opened with a fresh ticket each time.
const LOOKED_AT = 4409;
const NOT_ALLOWED = 4403;
/** Milliseconds, doubled with each refusal. A talk outlives the longest of them. */
const PAUSE = { first: 1000, longest: 20_000 };

class Line {
  constructor(account, hear) {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    this.account = account;
    this.hear = hear;
    this.address = `${scheme}://${location.host}/channels/pbx/line`;
    this.url = this.address;
    this.sip_uri = 'sip:desk.invalid;transport=ws';
    this.via_transport = scheme.toUpperCase();
    this.socket = null;
    this.over = false;
    /** It was lost, and the telephone system does not know the new one yet. */
    this.isBack = false;
    /** How often in a row the telephone system was of no use although it was there. */
    this.refusals = 0;
    this.timer = 0;
  }

  connect() {
    if (this.over) return;
    const pause = Math.min(PAUSE.longest, PAUSE.first * 2 ** this.refusals);
    const open = () => this.open().catch(() => this.ondisconnect(true));
    if (this.refusals === 0) open();
    else this.timer = setTimeout(open, pause * (0.5 + Math.random() / 2));
  }

  /** It comes back by itself, after a pause that grows. */
  refused() {
    if (!this.socket) return;
    this.refusals += 1;
    this.socket.close();
  }

  async open() {
    const line = (await askForLines()).find(({ account }) => account === this.account);
    // Somebody took the extension away.
    if (!line) return void (this.over = true);
    if (this.hear.isOther(line)) return undefined;
    const socket = new WebSocket(`${this.address}?ticket=${encodeURIComponent(line.ticket)}`);
    this.socket = socket;
    socket.onopen = () => socket.send(JSON.stringify({ hello: this.hear.names() }));
    socket.onmessage = ({ data }) => this.receive(JSON.parse(data));
    socket.onclose = ({ code }) => this.lost(socket, code);
    return undefined;
  }

  receive(frame) {
    if (frame.ready) this.onconnect();
    if (frame.sip !== undefined) this.ondata(frame.sip);
    if (frame.wants) this.hear.wants(frame.wants);
    if (frame.why) this.hear.why(frame.why);
  }

  lost(socket, code) {
    if (this.socket !== socket) return;
    this.socket = null;
    this.isBack = true;
    if (code === NOT_ALLOWED) this.over = true;
    // Whoever talks here comes back at once: the line that stands in the way is their own, and dead.
    if (code !== LOOKED_AT || this.hear.names().length > 0) return this.ondisconnect(true, code);
    // Another browser of theirs is the telephone, until somebody looks at this one.
    const again = () => {
      removeEventListener('focus', again);
      this.ondisconnect(true, code);
    };
    addEventListener('focus', again);
    return undefined;
  }

  disconnect() {
    clearTimeout(this.timer);
    const { socket } = this;
    this.socket = null;
    socket?.close();
  }

  isOpen() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  send(sip) {
    return this.say({ sip });
  }

  say(frame) {
    if (!this.isOpen()) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }
}
