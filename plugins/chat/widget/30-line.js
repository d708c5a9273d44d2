// The line to the desk: opened when it is needed, opened again when it breaks, nothing said twice and nothing lost.
const GONE = new Set([4400, 4403]);
const line = { socket: null, ready: false, tries: 0, timer: 0, refused: false };
/** What was said and is not on the desk's disk yet, in order: sent again with the same id. */
const unsent = new Map();

function connect() {
  if (line.socket || line.refused || !visitor.agreed) return;
  clearTimeout(line.timer);
  const socket = new WebSocket(`${config.desk.replace(/^http/, 'ws')}/channels/chat/socket?id=${config.id}`);
  line.socket = socket;
  socket.onopen = () => socket.send(JSON.stringify({ hello: hello() }));
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(data);
    for (const name of Object.keys(frame)) hears[name]?.(frame[name]);
  };
  socket.onclose = ({ code }) => lost(socket, code);
}

function hello() {
  const { token, identity } = visitor;
  return {
    ...(token && { token }),
    ...(identity && { identity }),
    page: location.href,
    title: document.title,
    referrer: document.referrer,
    language: pageLanguage,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    screen: `${screen.width}x${screen.height}`,
    open: view.open,
  };
}

function lost(socket, code) {
  if (line.socket !== socket) return;
  Object.assign(line, { socket: null, ready: false, refused: GONE.has(code) });
  drawLine();
  if (line.refused) return;
  const wait = Math.min(30_000, 500 * 2 ** line.tries) * (0.7 + Math.random() * 0.6);
  line.tries += 1;
  line.timer = setTimeout(connect, wait);
}

/** Anew at once, for example as somebody else. */
function reconnect() {
  const { socket } = line;
  Object.assign(line, { socket: null, ready: false, tries: 0, refused: false });
  socket?.close();
  connect();
}

/** False while there is no line; what must not be lost is kept by its caller. */
function send(frame) {
  if (!line.ready) return false;
  line.socket.send(JSON.stringify(frame));
  return true;
}

function say(words) {
  const frame = { id: crypto.randomUUID?.() ?? randomId(), page: location.href, ...words };
  unsent.set(frame.id, frame);
  connect();
  send({ say: frame });
  return frame.id;
}

/** Pages without https have no `randomUUID`. */
function randomId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

for (const name of ['online', 'pageshow'])
  addEventListener(name, () => {
    if (!line.socket && line.tries > 0) connect();
  });

/** Pages that change without loading: the desk sees where the visitor is. */
let lastPage = location.href;
setInterval(() => {
  if (location.href === lastPage) return;
  lastPage = location.href;
  send({ page: { address: location.href, title: document.title } });
}, 1500);
