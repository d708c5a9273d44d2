// The live line: joins what the page shows, applies what comes, finds its way back after every loss.
{
  const FIRST = 500;
  const LONGEST = 60_000;
  const line = { socket: null, cursor: 0, joined: '', attempt: 0, timer: 0, quiet: 0, beat: 0, ended: false };
  let work = Promise.resolve();

  const topics = () =>
    [...new Set([...document.querySelectorAll('[data-topics]')].flatMap((part) => part.dataset.topics.split(/\s+/)))]
      .filter(Boolean)
      .sort();
  const pageCursor = () => Number(document.querySelector('[data-cursor]')?.dataset.cursor ?? 0);
  const isOpen = () => line.socket?.readyState === WebSocket.OPEN;

  function send(message) {
    if (isOpen()) line.socket.send(JSON.stringify(message));
  }

  // A page that was just drawn may be older or newer than what came over the line: its own cursor counts.
  function join(since) {
    const wanted = topics();
    line.joined = wanted.join(' ');
    send({ join: wanted, since });
    const conversation = document.querySelector('.thread[data-conversation]')?.dataset.conversation;
    if (conversation) send({ presence: { conversation: Number(conversation), state: 'viewing' } });
  }

  function connect() {
    clearTimeout(line.timer);
    if (line.ended || line.socket || !topics().length) return;
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/live`);
    line.socket = socket;
    socket.onopen = () => {
      line.attempt = 0;
      offline(false);
      join(line.cursor);
    };
    socket.onmessage = ({ data }) => receive(JSON.parse(data));
    socket.onclose = ({ code }) => lost(code);
  }

  function lost(code) {
    line.socket = null;
    clearTimeout(line.quiet);
    // 4401: the session has ended; the server shows the way.
    if (code === 4401) return location.reload();
    if (code >= 4400 && code < 4500) line.ended = true;
    offline(true);
    const longest = Math.min(LONGEST, FIRST * 2 ** line.attempt++);
    line.timer = setTimeout(connect, longest / 2 + (Math.random() * longest) / 2);
    return undefined;
  }

  let offlineTimer = 0;
  function offline(is) {
    clearTimeout(offlineTimer);
    const root = document.documentElement;
    if (is) offlineTimer = setTimeout(() => root.setAttribute('data-offline', ''), 3000);
    else root.removeAttribute('data-offline');
  }

  function receive(message) {
    if (message.beat) line.beat = message.beat * 2500;
    listenForSilence();
    if (message.reset) return void refresh();
    if (message.html) work = work.then(() => desk.apply(message.html)).catch((error) => console.error(error));
    if (message.cursor) line.cursor = Math.max(line.cursor, message.cursor);
    document.dispatchEvent(new CustomEvent('desk:live', { detail: message }));
    return undefined;
  }

  // When the server said how often it speaks, a longer silence means that the line is dead.
  function listenForSilence() {
    clearTimeout(line.quiet);
    if (line.beat) line.quiet = setTimeout(() => line.socket?.close(), line.beat);
  }

  function refresh() {
    return htmx.ajax('GET', location.pathname + location.search, { target: 'body', swap: 'outerMorph' });
  }

  let drawn = '';
  desk.whenChanged(() => {
    const cursor = pageCursor();
    const page = `${cursor} ${topics().join(' ')}`;
    if (page === drawn) return;
    drawn = page;
    line.cursor = cursor;
    if (isOpen()) join(cursor);
    else connect();
  });

  addEventListener('online', () => {
    line.attempt = 0;
    connect();
  });
  addEventListener('offline', () => offline(true));
  addEventListener('pagehide', () => line.socket?.close());
  addEventListener('pageshow', ({ persisted }) => persisted && connect());
  document.addEventListener('visibilitychange', () => {
    send({ presence: { state: document.hidden ? 'hidden' : 'visible' } });
    if (!document.hidden) connect();
  });

  let typedAt = 0;
  desk.live = {
    send,
    typing(conversation, mode) {
      if (Date.now() - typedAt < 3000) return;
      typedAt = Date.now();
      send({ typing: { conversation: Number(conversation), mode } });
    },
  };
}
