// The line to the desk: opened at once, opened again when it breaks; what the desk says.
function connect() {
  clearTimeout(line.timer);
  if (line.socket || line.refused) return;
  const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/channels/calls/socket?id=${config.id}`);
  line.socket = socket;
  socket.onopen = () =>
    send({ hello: { token: remembered('token'), language: navigator.language, call: state.call, heard } });
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(data);
    for (const name of Object.keys(frame)) hears[name]?.(frame[name]);
  };
  socket.onclose = ({ code }) => {
    Object.assign(line, { socket: null, ready: false, refused: GONE.has(code) });
    if (line.refused) {
      closeCall();
      return show('unavailable');
    }
    const wait = Math.min(15_000, 400 * 2 ** line.tries) * (0.7 + Math.random() * 0.6);
    line.tries += 1;
    line.timer = setTimeout(connect, wait);
    return undefined;
  };
}

const send = (frame) => line.socket?.readyState === WebSocket.OPEN && line.socket.send(JSON.stringify(frame));
addEventListener('online', () => (line.socket ? line.socket.close() : connect()));

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
