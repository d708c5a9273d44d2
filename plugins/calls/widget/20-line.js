// The line to the desk: opened at once, opened again when it breaks or is silent; what the desk says.
/** Milliseconds within which a line that is begun says something. */
const PATIENCE = 10_000;

function connect() {
  clearTimeout(line.timer);
  if (line.socket || line.refused) return;
  const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/channels/calls/socket?id=${config.id}`);
  line.socket = socket;
  listenForSilence(PATIENCE);
  socket.onopen = () =>
    send({ hello: { token: remembered('token'), language: navigator.language, call: state.call, heard } });
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(data);
    if (frame.beat) line.beat = frame.beat * 2500;
    listenForSilence(line.beat);
    for (const name of Object.keys(frame)) hears[name]?.(frame[name]);
  };
  socket.onclose = ({ code }) => lost(code);
}

function lost(code) {
  clearTimeout(line.quiet);
  Object.assign(line, { socket: null, ready: false, refused: GONE.has(code) });
  if (line.refused) {
    closeCall();
    return show('unavailable');
  }
  const wait = Math.min(15_000, 400 * 2 ** line.tries) * (0.7 + Math.random() * 0.6);
  line.tries += 1;
  line.timer = setTimeout(connect, wait);
  return undefined;
}

// A line that is dead says nothing either when it is closed, for up to a minute: that is not waited for.
function leave() {
  const { socket } = line;
  clearTimeout(line.quiet);
  Object.assign(line, { socket: null, ready: false });
  if (!socket) return;
  socket.onopen = socket.onmessage = socket.onclose = null;
  socket.close();
}

function renew() {
  leave();
  line.tries = 0;
  connect();
}

function listenForSilence(patience) {
  clearTimeout(line.quiet);
  line.quiet = setTimeout(() => {
    leave();
    lost(1006);
  }, patience);
}

const send = (frame) => line.socket?.readyState === WebSocket.OPEN && line.socket.send(JSON.stringify(frame));
// Another network carries nothing of what was begun on the one before.
addEventListener('online', renew);

const hears = {
  welcome({ token, standing, iceServers: servers }) {
    Object.assign(line, { ready: true, tries: 0, isBack: true });
    iceServers = servers;
    remember('token', token);
    state.standing = standing;
    draw();
    // It may never have arrived: it is asked for until the desk answers.
    if (state.ring) send({ ring: state.ring });
  },
  standing(standing) {
    if (standing === state.standing) return;
    state.standing = standing;
    if (state.view === 'idle') draw();
  },
  refused({ code, id }) {
    if (id !== state.ring?.id) return;
    closeCall();
    state.why = code;
    if (NOBODY.has(code)) state.standing = code;
    show('idle');
  },
  call: (told) => void follow(told),
  signal({ seq, ...signal }) {
    heard = Math.max(heard, seq);
    if (end) end.hear({ seq, ...signal });
    else early.push({ seq, ...signal });
  },
  taken: (seq) => end?.taken(seq),
};
const early = [];
const NOBODY = new Set(['busy', 'away', 'closed']);
