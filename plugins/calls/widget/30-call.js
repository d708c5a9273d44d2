// The call: ringing, talking, waiting on hold, taking a call of the team.
async function follow(told) {
  if (!isMeant(told)) return undefined;
  const isNew = state.call !== told.key;
  Object.assign(state, { call: told.key, ring: null, told });
  if (told.state === 'ended') return ended(told);
  remember('call', told.key, 'sessionStorage');
  remember('known', 'yes');
  if (told.state === 'ringing') return ringingNow(isNew);
  hush();
  show('talking');
  // What one end said while the line was broken is said again.
  const { isBack } = line;
  line.isBack = false;
  if (end && isBack) end.resume();
  if (!end && !(await openEnd(told.key))) return undefined;
  const { peers, held } = state.told;
  end.setPeers(peers.map((peer) => ({ ...peer, held })));
  end.mute(state.muted);
  return undefined;
}

/** The call that goes on here, the one that was asked for, or one of the team; not one that was given up. */
function isMeant({ key, state: stands }) {
  if (state.call) return key === state.call;
  if (state.ring && key.endsWith(`:${state.ring.id}`)) return true;
  return key.startsWith('out:') && stands !== 'ended';
}

/** Calls of the team ring here; one's own rings there. */
function ringingNow(isNew) {
  if (!state.call.startsWith('out:')) return show('ringing');
  if (isNew) {
    dropMicrophone();
    silence = callLine.ring();
  } else if (microphone) send({ take: { recorded: state.recordable } });
  return show('incoming');
}

/** False when there is none. */
async function openEnd(key) {
  const held = microphone && { stream: microphone };
  microphone = null;
  const got = held ?? (await askMicrophone(() => !end && state.call === key));
  if (!got) return false;
  if (!got.stream) {
    state.why = got.why;
    send({ end: 'hung_up' });
    return false;
  }
  end = callLine.open({
    stream: got.stream,
    iceServers,
    // What is new waits for what was said before the line was lost: the desk takes nothing that was overtaken.
    send: (signal) => line.ready && !line.isBack && send({ signal }),
    ack: (upTo, again) => send({ heard: { upTo, again } }),
    changed(how) {
      state.weak = how === 'weak';
      // The way to the desk may be cut off as well.
      if (state.weak && line.ready) renew();
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
  dropMicrophone();
  Object.assign(state, { call: '', ring: null, told: null, muted: false, weak: false });
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
  const got = await askMicrophone(() => state.view === 'idle' && !state.call);
  if (!got) return undefined;
  if (!got.stream) {
    state.why = got.why;
    return draw();
  }
  microphone = got.stream;
  remember('name', state.name);
  const { name, email, agreed: consent, recordable: recorded } = state;
  state.ring = { id: callLine.newId(), name, email, consent, recorded };
  show('ringing');
  if (line.ready) send({ ring: state.ring });
  return undefined;
}

async function take() {
  hush();
  const { call } = state;
  const held = microphone && { stream: microphone };
  const got = held ?? (await askMicrophone(() => state.call === call && state.view === 'incoming'));
  if (!got) return undefined;
  if (!got.stream) {
    state.why = got.why;
    return draw();
  }
  microphone = got.stream;
  send({ take: { recorded: state.recordable } });
  return undefined;
}

function hangUp(how) {
  send({ end: how });
  // The desk says how it ended; before it knows of the call, and while nobody hears, it is over here.
  if (state.call && line.ready) return;
  const hasTalked = Boolean(state.told?.answeredAt);
  closeCall();
  show(hasTalked ? 'over' : 'idle');
}

function toggleMute() {
  state.muted = !state.muted;
  end?.mute(state.muted);
  draw();
}
