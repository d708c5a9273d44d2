// One end of a call in a browser: a microphone, and a connection to every other end it talks with (perfect negotiation).
const callLine = {};
{
  /** Milliseconds a connection may be interrupted until its way is looked for anew. */
  const PATIENCE = 4000;
  /** What is said to an end that is not here yet is kept for it. */
  const MOST = 200;
  const WHYS = {
    NotAllowedError: 'denied',
    SecurityError: 'denied',
    NotFoundError: 'missing',
    OverconstrainedError: 'missing',
    NotReadableError: 'taken',
    AbortError: 'taken',
  };

  /** Gives the microphone, or `{why}`: denied, missing, taken, insecure, failed. */
  async function microphone() {
    if (!navigator.mediaDevices?.getUserMedia || !window.RTCPeerConnection) return { why: 'insecure' };
    try {
      const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
      return { stream: await navigator.mediaDevices.getUserMedia({ audio }) };
    } catch (error) {
      return { why: WHYS[error.name] ?? 'failed' };
    }
  }

  let latest = 0;
  /** Of a connection: larger than all before it at this end, also those before a reload. */
  const newSession = () => (latest = Math.max(Date.now(), latest + 1));

  /** One that nobody else makes. */
  function newId() {
    return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  /** Browsers may refuse to play before somebody has touched the page. */
  function play(audio) {
    audio.play().catch(() => addEventListener('pointerdown', () => void audio.play().catch(() => {}), { once: true }));
  }

  function say(end, peer, data) {
    const signal = { seq: (end.seq += 1), leg: peer.leg, data: { ...data, from: peer.session, to: peer.theirs } };
    end.unsent.set(signal.seq, signal);
    end.send(signal);
  }

  function connect(end, peer, asked = false) {
    disconnect(peer);
    const connection = new RTCPeerConnection({ iceServers: end.iceServers });
    const own = () => peer.connection === connection;
    const fresh = { session: newSession(), theirs: null, making: false, ignoring: false, waiting: [], track: null };
    Object.assign(peer, { connection, ...fresh });
    connection.onnegotiationneeded = async () => {
      try {
        peer.making = true;
        await connection.setLocalDescription();
        if (own()) say(end, peer, { description: connection.localDescription });
      } finally {
        peer.making = false;
      }
    };
    connection.onicecandidate = ({ candidate }) => own() && say(end, peer, { candidate: candidate?.toJSON() ?? null });
    connection.ontrack = ({ track }) => {
      peer.audio.srcObject = new MediaStream([track]);
      play(peer.audio);
    };
    connection.oniceconnectionstatechange = () => own() && watch(end, peer);
    // One of two begins, so that they do not meet half-way; the other says that it is here, and anew after a reload.
    if (!peer.polite) speak(end, peer);
    else if (!asked) say(end, peer, { hello: true });
  }

  function speak(end, peer) {
    peer.track = end.stream.getAudioTracks()[0]?.clone() ?? null;
    if (peer.track) peer.connection.addTrack(peer.track, end.stream);
    else if (!peer.polite) peer.connection.addTransceiver('audio', { direction: 'recvonly' });
    quieten(end, peer);
  }

  function watch(end, peer) {
    const { iceConnectionState: state } = peer.connection;
    clearTimeout(peer.timer);
    if (state === 'failed') peer.connection.restartIce();
    if (state === 'disconnected') peer.timer = setTimeout(() => peer.connection?.restartIce(), PATIENCE);
    tell(end);
  }

  function tell({ peers, changed }) {
    const states = [...peers.values()].map(({ connection }) => connection.iceConnectionState);
    const isWeak = states.some((state) => state === 'failed' || state === 'disconnected');
    const isOn = states.some((state) => state === 'connected' || state === 'completed');
    changed(isWeak ? 'weak' : isOn ? 'connected' : 'connecting');
  }

  /** Whoever waits on hold neither hears nor is heard. */
  function quieten({ muted }, peer) {
    if (peer.track) peer.track.enabled = !muted && !peer.held;
    peer.audio.muted = peer.held;
  }

  function disconnect(peer) {
    clearTimeout(peer.timer);
    peer.track?.stop();
    peer.connection?.close();
    peer.connection = null;
  }

  async function take(end, peer, { from, to, hello, description, candidate }) {
    const before = peer.theirs ?? from;
    // Said by, or to, a connection that is no more.
    if (from < before || (from === before && to && to !== peer.session)) return;
    const isOffer = description?.type === 'offer';
    // They answer the first thing this connection has said: it fits, whatever they had before.
    const fits = to === peer.session && !peer.connection.remoteDescription;
    const anew = from > before && !fits;
    // They began anew, after a reload: so does this end.
    if (anew) connect(end, peer, isOffer);
    peer.theirs = from;
    // Only an offer stands for itself; the rest was about the connection before.
    if (hello || (anew && !isOffer)) return;
    if (description) await describe(end, peer, description);
    else if (peer.connection.remoteDescription) await addCandidate(peer, candidate);
    else peer.waiting.push(candidate);
  }

  async function describe(end, peer, description) {
    const { connection } = peer;
    const clash = description.type === 'offer' && (peer.making || connection.signalingState !== 'stable');
    peer.ignoring = clash && !peer.polite;
    if (peer.ignoring) return;
    await connection.setRemoteDescription(description);
    if (!peer.track) speak(end, peer);
    for (const one of peer.waiting.splice(0)) await addCandidate(peer, one);
    if (description.type !== 'offer') return;
    await connection.setLocalDescription();
    say(end, peer, { description: connection.localDescription });
  }

  async function addCandidate({ connection, ignoring }, one) {
    try {
      await connection.addIceCandidate(one ?? undefined);
    } catch (error) {
      if (!ignoring) console.debug('A candidate did not fit', error);
    }
  }

  /** One after the other for each end. */
  function inTurn(end, peer, data) {
    peer.work = peer.work
      .then(() => (end.peers.get(peer.leg) === peer ? take(end, peer, data) : undefined))
      .catch((error) => console.error(error));
  }

  /** `[{leg, polite, held}]`: with whom media are exchanged now. */
  function setPeers(end, wanted) {
    const { peers, early } = end;
    for (const peer of [...peers.values()])
      if (!wanted.some(({ leg }) => leg === peer.leg)) {
        disconnect(peer);
        peers.delete(peer.leg);
      }
    for (const { leg, polite, held = false } of wanted) {
      const known = peers.get(leg);
      if (known) {
        known.held = held;
        quieten(end, known);
        continue;
      }
      const peer = { leg, polite, held, audio: new Audio(), work: Promise.resolve() };
      peers.set(leg, peer);
      connect(end, peer);
      for (const data of early.get(leg) ?? []) inTurn(end, peer, data);
      early.delete(leg);
    }
    tell(end);
  }

  function hear(end, { seq, leg, data }) {
    // What is told again may come after what is new.
    if (end.had.has(seq)) return;
    end.had.add(seq);
    end.newest = Math.max(end.newest, seq);
    clearTimeout(end.ackTimer);
    end.ackTimer = setTimeout(() => end.ack(end.newest, false), 150);
    const peer = end.peers.get(leg);
    if (peer) return inTurn(end, peer, data);
    const kept = end.early.get(leg) ?? [];
    if (kept.length < MOST) end.early.set(leg, [...kept, data]);
    return undefined;
  }

  /**
   * `send(signal)` carries to the desk `{seq, leg, data}`; `ack(upTo, again)` tells what was had; `changed(state)` hears
   * `connecting`, `connected` or `weak`.
   */
  function open({ stream, iceServers, send, ack, changed = () => {} }) {
    const end = { stream, iceServers, send, ack, changed, peers: new Map(), early: new Map(), unsent: new Map() };
    Object.assign(end, { had: new Set(), newest: 0, seq: Date.now(), muted: false, ackTimer: 0 });
    return {
      setPeers: (wanted) => setPeers(end, wanted),
      hear: (signal) => hear(end, signal),
      taken: (number) => void end.unsent.delete(number),
      /** The line to the desk is back: what may have been lost on either side is said again. */
      resume() {
        ack(end.newest, true);
        for (const signal of end.unsent.values()) send(signal);
      },
      peers: () => [...end.peers.values()],
      mute(on) {
        end.muted = on;
        for (const peer of end.peers.values()) quieten(end, peer);
      },
      close() {
        clearTimeout(end.ackTimer);
        for (const peer of end.peers.values()) disconnect(peer);
        end.peers.clear();
        for (const track of stream.getTracks()) track.stop();
      },
    };
  }

  /** Rings until the returned function is called: soft, in pairs. */
  function ring() {
    if (!window.AudioContext) return () => {};
    const context = new AudioContext();
    const volume = new GainNode(context, { gain: 0.07 });
    volume.connect(context.destination);
    const timer = setInterval(() => pairOfNotes(context, volume), 3000);
    pairOfNotes(context, volume);
    return () => {
      clearInterval(timer);
      void context.close();
    };
  }

  function pairOfNotes(context, volume) {
    if (context.state === 'suspended') void context.resume().catch(() => {});
    for (const [index, frequency] of [523, 659, 523, 659].entries()) {
      const tone = new OscillatorNode(context, { frequency });
      const at = context.currentTime + index * 0.36;
      tone.connect(volume);
      tone.start(at);
      tone.stop(at + 0.32);
    }
  }

  Object.assign(callLine, { microphone, newId, open, ring });
}
