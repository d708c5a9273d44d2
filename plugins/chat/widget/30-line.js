// The line to the desk: opened when it is needed, opened again when it breaks, nothing said twice and nothing lost.
const GONE = new Set([4400, 4403]);
/** Milliseconds within which the desk says that it has something; later the line is taken for dead. */
const PATIENCE = 12_000;
const line = { socket: null, ready: false, tries: 0, timer: 0, quiet: 0, beat: 60_000, refused: false, left: 0 };
/** What was said and is not on the desk's disk yet, in order: sent again with the same id, also after a reload. */
const unsent = new Map();

function keepUnsent() {
  remember('unsent', unsent.size > 0 ? JSON.stringify([...unsent.values()]) : null, 'sessionStorage');
}

function readUnsent() {
  try {
    for (const frame of JSON.parse(remembered('unsent', 'sessionStorage')) ?? []) unsent.set(frame.id, frame);
  } catch {
    // Somebody else's.
  }
}

function connect() {
  if (line.socket || line.refused || !visitor.agreed) return;
  clearTimeout(line.timer);
  visitor.token = cookieToken() ?? visitor.token;
  try {
    line.socket = new WebSocket(`${config.desk.replace(/^http/, 'ws')}/channels/chat/socket?id=${config.id}`);
  } catch {
    line.refused = true;
    drawLine();
    return;
  }
  const { socket } = line;
  listenForSilence(socket, PATIENCE);
  socket.onopen = () => socket.send(JSON.stringify({ hello: hello() }));
  socket.onmessage = ({ data }) => {
    if (line.socket !== socket) return;
    const frame = JSON.parse(data);
    if (frame.beat) line.beat = frame.beat * 2500;
    listenForSilence(socket, line.beat);
    for (const name of Object.keys(frame)) hears[name]?.(frame[name]);
  };
  socket.onclose = ({ code }) => lost(socket, code);
}

/** Another network carries nothing of what was begun on the one before, and no word of that comes either. */
function listenForSilence(socket, patience) {
  clearTimeout(line.quiet);
  line.quiet = setTimeout(() => {
    lost(socket, 0);
    socket.close();
  }, patience);
}

function here() {
  return location.href.slice(0, 2000);
}

function hello() {
  const { token, identity } = visitor;
  return {
    ...(token && { token }),
    ...(identity && { identity }),
    page: here(),
    title: document.title.slice(0, 300),
    referrer: document.referrer.slice(0, 2000),
    language: pageLanguage,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    screen: `${screen.width}x${screen.height}`,
    open: view.open,
    offer: config.offer,
  };
}

function lost(socket, code) {
  if (line.socket !== socket) return;
  clearTimeout(line.quiet);
  Object.assign(line, { socket: null, ready: false, refused: GONE.has(code) });
  chat.typing = false;
  drawLine();
  if (line.refused) return;
  const wait = Math.min(30_000, 500 * 2 ** line.tries) * (0.7 + Math.random() * 0.6);
  line.tries += 1;
  line.timer = setTimeout(connect, wait);
}

function leaveLine() {
  const { socket } = line;
  clearTimeout(line.timer);
  clearTimeout(line.quiet);
  Object.assign(line, { socket: null, ready: false, tries: 0, refused: false });
  socket?.close();
}

/** Anew at once, for example as somebody else. */
function reconnect() {
  leaveLine();
  connect();
}

/** False while there is no line; what must not be lost is kept by its caller. */
function send(frame) {
  if (!line.ready) return false;
  line.socket.send(JSON.stringify(frame));
  return true;
}

function say(words) {
  const frame = { id: crypto.randomUUID?.() ?? randomId(), page: here(), ...words };
  unsent.set(frame.id, frame);
  keepUnsent();
  connect();
  send({ say: frame });
  setTimeout(() => line.ready && unsent.has(frame.id) && reconnect(), PATIENCE);
  return frame;
}

/** Pages without https have no `randomUUID`. */
function randomId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

addEventListener('online', () => line.tries > 0 && reconnect());
addEventListener('offline', () => line.socket && lost(line.socket, 0));
/** A page that is put aside for "back" may keep no line; one that comes back opens it again. */
addEventListener('pagehide', () => {
  line.left = line.socket ? 1 : 0;
  leaveLine();
});
addEventListener('pageshow', ({ persisted }) => {
  if (persisted && line.left) connect();
});
/** A machine that slept does not notice that its line is dead. */
let hiddenSince = 0;
document.addEventListener('visibilitychange', () => {
  const slept = !document.hidden && hiddenSince > 0 && Date.now() - hiddenSince > 120_000;
  hiddenSince = document.hidden ? Date.now() : 0;
  if (slept && line.socket) reconnect();
  else sawAll();
});

/** Pages that change without loading: the desk sees where the visitor is, and the chat outlives a new body. */
let lastPage = location.href;
setInterval(() => {
  if (!host.isConnected && document.body) document.body.append(host);
  if (location.href === lastPage) return;
  lastPage = location.href;
  send({ page: { address: here(), title: document.title.slice(0, 300) } });
  changeFlow();
}, 1500);
