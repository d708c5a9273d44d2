// The live line: joins what the page shows, applies what comes, finds its way back after every loss.
{
  const FIRST = 500;
  const LONGEST = 60_000;
  /** Milliseconds within which a line that is begun says something. */
  const PATIENCE = 10_000;
  /** Milliseconds in which somebody reads that the desk was not reached. */
  const READ = 1500;
  const line = { socket: null, cursor: 0, joined: '', day: '', attempt: 0, timer: 0, quiet: 0, beat: 0, ended: false };
  let work = Promise.resolve();

  const pageCursor = () => Number(document.querySelector('[data-cursor]')?.dataset.cursor ?? 0);
  const isOpen = () => line.socket?.readyState === WebSocket.OPEN;
  const today = () => new Date().toDateString();
  const isKept = () => document.body.dataset.columns === 'kept';

  function send(message) {
    if (isOpen()) line.socket.send(JSON.stringify(message));
  }

  // A page that was just drawn may be older or newer than what came over the line: its own cursor counts.
  function join(since) {
    const wanted = desk.topics();
    line.joined = wanted.join(' ');
    send({ join: wanted, since });
    const conversation = document.querySelector('.thread[data-conversation]')?.dataset.conversation;
    if (conversation) send({ presence: { conversation: Number(conversation), state: 'viewing' } });
  }

  function connect() {
    clearTimeout(line.timer);
    if (line.ended || line.socket || !desk.topics().length) return;
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/live`);
    let opened = false;
    line.socket = socket;
    listenForSilence(PATIENCE);
    socket.onopen = () => {
      opened = true;
      line.attempt = 0;
      offline(false);
      join(line.cursor);
      document.dispatchEvent(new Event('desk:online'));
    };
    socket.onmessage = ({ data }) => receive(JSON.parse(data));
    socket.onclose = ({ code }) => lost(code, opened);
  }

  // A line that is dead says nothing either when it is closed, for up to a minute: that is not waited for.
  function leave() {
    const { socket } = line;
    clearTimeout(line.quiet);
    line.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  function renew() {
    leave();
    line.attempt = 0;
    connect();
  }

  // A browser does not say why a line was refused; the same address does to who asks.
  async function isSignedOut() {
    const answer = await fetch('/live').catch(() => null);
    if (answer?.status === 401) await showTheWay();
  }

  // The session has ended, and the server says where to go. Who signed out here is on the way there already.
  async function showTheWay() {
    await answered();
    if (desk.topics().length) location.reload();
  }

  function lost(code, opened) {
    line.socket = null;
    clearTimeout(line.quiet);
    if (!opened) isSignedOut();
    if (code === 4401) return void showTheWay();
    if (code >= 4400 && code < 4500) line.ended = true;
    offline(true);
    const longest = Math.min(LONGEST, FIRST * 2 ** line.attempt++);
    line.timer = setTimeout(connect, longest / 2 + (Math.random() * longest) / 2);
    return undefined;
  }

  let offlineTimer = 0;
  function offline(is, after = 3000) {
    const root = document.documentElement;
    // Each attempt that fails says so again, which must not put it off.
    if (!is || after === 0) {
      clearTimeout(offlineTimer);
      offlineTimer = 0;
    }
    if (is) offlineTimer ||= setTimeout(() => root.setAttribute('data-offline', ''), after);
    else root.removeAttribute('data-offline');
  }

  function receive(message) {
    if (message.beat) line.beat = message.beat * 2500;
    listenForSilence(line.beat);
    // Not everything is heard: nothing here is kept true.
    if (message.refused) line.joined = '';
    if (message.reset) return void refresh();
    if (message.html) work = work.then(() => show(message.html)).catch((error) => console.error(error));
    if (message.html?.includes('#badge-notifications')) work = work.then(() => htmx.trigger(document.body, 'told'));
    if (message.cursor) line.cursor = Math.max(line.cursor, message.cursor);
    document.dispatchEvent(new CustomEvent('desk:live', { detail: message }));
    return undefined;
  }

  async function show(html) {
    const isWhole = await desk.fit(html);
    // A new message may have opened the composer again: what is allowed now is for the server to say.
    const mayOpen = html.includes('data-upsert="log"') && document.querySelector('.composer .closed');
    return isWhole && !mayOpen ? tellSeen() : refresh();
  }

  // When the server said how often it speaks, a longer silence means that the line is dead.
  function listenForSilence(patience) {
    clearTimeout(line.quiet);
    if (!patience) return;
    line.quiet = setTimeout(() => {
      leave();
      lost(1006, true);
    }, patience);
  }

  // What this page asked for itself brings its own answer, which may lead elsewhere: a redraw waits until that has come.
  const asked = new Map();
  const LATE = 4000;
  document.addEventListener('htmx:before:request', ({ detail }) => asked.set(detail.ctx, Date.now()));
  document.addEventListener('htmx:finally:request', ({ detail }) => asked.delete(detail.ctx));

  async function answered() {
    // Where an answer leads is asked for a moment after it: only a pause says that nothing follows.
    for (let calm = asked.size ? 0 : 3; calm < 3; calm += 1) {
      await new Promise((done) => setTimeout(done, 50));
      for (const [one, since] of asked) if (Date.now() - since > LATE) asked.delete(one);
      if (asked.size) calm = -1;
    }
  }

  desk.answered = answered;

  async function refresh() {
    const { href } = location;
    await answered();
    if (location.href !== href && !isKept()) return undefined;
    desk.redraws = true;
    try {
      return await htmx.ajax('GET', location.pathname + location.search, { target: 'body', swap: 'outerMorph' });
    } finally {
      desk.redraws = false;
    }
  }

  // What stood before the reader's eyes is read, and an answer may be written to it. What a colleague answered is not
  // taken as seen: the next answer is held back until the reader says so.
  const seen = { conversation: 0, message: 0 };
  const idOf = (message) => Number(message?.id.slice('message-'.length) ?? 0);
  const messagesIn = (log) => [...log.querySelectorAll('[id^=message-]')];

  function tellSeen() {
    const log = document.querySelector('.log');
    if (!log || document.hidden || log.scrollHeight - log.scrollTop - log.clientHeight > 80) return;
    const { conversation } = seen;
    const messages = messagesIn(log);
    const newest = idOf(messages.at(-1));
    if (newest <= seen.message) return;
    seen.message = newest;
    send({ seen: { conversation, message: newest } });
    const field = document.querySelector(`#composer-${conversation} [name=seen]`);
    for (const message of messages) {
      const id = idOf(message);
      if (!field || id <= Number(field.value)) continue;
      if (message.matches('.ours')) break;
      field.value = id;
    }
  }
  // A conversation that was just drawn has been read as far as it was drawn.
  desk.whenChanged(() => {
    const log = document.querySelector('.log');
    const conversation = Number(log?.dataset.conversation ?? 0);
    if (conversation === seen.conversation) return;
    seen.conversation = conversation;
    seen.message = log ? idOf(messagesIn(log).at(-1)) : 0;
  });
  document.addEventListener(
    'scroll',
    ({ target }) => target instanceof Element && target.matches('.log') && tellSeen(),
    true,
  );

  let drawn = '';
  desk.whenChanged(() => {
    const cursor = pageCursor();
    const page = `${cursor} ${desk.topics().join(' ')}`;
    if (page === drawn) return;
    drawn = page;
    // Kept columns are as old as what came over the line.
    line.cursor = isKept() ? Math.min(line.cursor, cursor) : cursor;
    if (!isKept()) line.day = today();
    if (isOpen()) join(line.cursor);
    else connect();
  });

  // A list that the line keeps true is not drawn again beside the next conversation. At midnight, though, its times change.
  document.addEventListener('htmx:before:request', ({ detail: { ctx } }) => {
    const isVisit = ctx.sourceElement?.matches?.('a[href]') && ctx.target === document.body;
    const shows = desk.shows();
    if (isVisit && shows) ctx.request.headers['Desk-Shows'] = shows;
  });
  /** The topics of what the line keeps true on this page; empty when nothing can be relied on. */
  desk.shows = () => (isOpen() && line.joined === desk.topics().join(' ') && line.day === today() ? line.joined : '');
  // It was kept for a page that has been left meanwhile.
  desk.whenChanged(() => document.querySelector('[data-kept]') && void refresh());

  // Another network carries nothing of what was begun on the one before.
  addEventListener('online', renew);
  addEventListener('offline', () => offline(true));
  // Who presses something and gets no answer at all is told at once; the line is begun anew, and ends that when it stands.
  document.addEventListener('htmx:error', ({ detail: { ctx, error } }) => {
    if (!(error instanceof TypeError) || ctx?.response) return;
    offline(true, 0);
    leave();
    line.attempt = 0;
    clearTimeout(line.timer);
    line.timer = setTimeout(connect, READ);
  });
  addEventListener('pagehide', leave);
  addEventListener('pageshow', ({ persisted }) => persisted && connect());
  document.addEventListener('visibilitychange', () => {
    send({ presence: { state: document.hidden ? 'hidden' : 'visible' } });
    if (!document.hidden) connect();
    tellSeen();
  });

  desk.live = {
    send,
    /** What takes another way to somewhere else was cut off: the line may be, too. */
    doubt: () => isOpen() && renew(),
  };
}
