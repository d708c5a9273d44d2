// The call: ringing, talking, waiting on hold, taking a call of the team.
async function follow(told) {
  if (state.call && told.key !== state.call) return;
  if (told.state === 'ended') return ended(told);
  const isNew = state.call !== told.key;
  Object.assign(state, { call: told.key, told });
  remember('call', told.key, 'sessionStorage');
  remember('known', 'yes');
  if (told.state === 'ringing') return ringingNow(isNew);
  hush();
  show('talking');
  if (!end && !(await openEnd(told.key))) return undefined;
  const { peers, held } = state.told;
  end.setPeers(peers.map((peer) => ({ ...peer, held })));
  end.mute(state.muted);
  return undefined;
}

/** Calls of the team ring here; one's own rings there. */
function ringingNow(isNew) {
  if (!state.call.startsWith('out:')) return show('ringing');
  if (isNew) silence = callLine.ring();
  return show('incoming');
}

/** False when there is none. A browser that asks for the microphone takes its time: the call may be over by then. */
async function openEnd(key) {
  const got = microphone ? { stream: microphone } : await callLine.microphone();
  microphone = null;
  if (end || state.call !== key) {
    got.stream?.getTracks().forEach((track) => track.stop());
    return Boolean(end);
  }
  if (!got.stream) {
    state.why = got.why;
    send({ end: 'hung_up' });
    return false;
  }
  end = callLine.open({
    stream: got.stream,
    iceServers,
    send: (signal) => send({ signal }),
    ack: (upTo, again) => send({ heard: { upTo, again } }),
    changed(how) {
      state.weak = how === 'weak';
      draw();
    },
  });
  for (const signal of early.splice(0)) end.hear(signal);
  end.resume();
  return true;
}

function ended({ ending, answeredAt }) {
  if (!state.call) return undefined;
  const rangOut = !answeredAt && ['no_answer', 'declined', 'busy', 'lost'].includes(ending);
  const wasOurs = !state.call.startsWith('out:');
  const last = state.call;
  closeCall();
  state.lastCall = last;
  if (wasOurs && rangOut) {
    state.why = 'no_answer';
    return show(config.longest ? 'missed' : 'over');
  }
  return show(answeredAt || ending === 'failed' ? 'over' : 'idle');
}

function closeCall() {
  hush();
  end?.close();
  end = null;
  early.length = 0;
  microphone?.getTracks().forEach((track) => track.stop());
  Object.assign(state, { call: '', told: null, muted: false, weak: false });
  microphone = null;
  heard = 0;
  remember('call', null, 'sessionStorage');
}

function hush() {
  silence?.();
  silence = null;
}

async function ringDesk(event) {
  event?.preventDefault();
  state.why = '';
  const got = await callLine.microphone();
  if (!got.stream) {
    state.why = got.why;
    return draw();
  }
  microphone = got.stream;
  remember('name', state.name);
  const { name, email, agreed: consent } = state;
  show('ringing');
  const id = newId();
  state.call = '';
  send({ ring: { id, name, email, consent } });
  return undefined;
}

async function take() {
  hush();
  const got = await callLine.microphone();
  if (!got.stream) {
    state.why = got.why;
    return draw();
  }
  microphone = got.stream;
  send({ take: true });
  return undefined;
}

const newId = () =>
  [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

function hangUp(how) {
  send({ end: how });
  if (!line.ready) closeCall();
}

function toggleMute() {
  state.muted = !state.muted;
  end?.mute(state.muted);
  draw();
}
