// Calls on the pages of the desk: rings, holds the reader's own end over every page they go to, says what is wrong.
{
  /** The page's words for what is wrong stand around what it is about. */
  const say = (key, near) => near?.closest('[data-denied]')?.dataset[key] ?? '';
  /** Ends that this window holds, by their number. */
  const ends = new Map();
  let stopRinging = null;
  let ringing = '';
  let microphone = null;

  /** One for each browser: another window of it takes over when this one is closed. */
  function device() {
    const made = crypto.randomUUID?.() ?? String(Math.random()).slice(2).padEnd(12, '0');
    try {
      const kept = localStorage.getItem('hubdesk-call-device') ?? made;
      localStorage.setItem('hubdesk-call-device', kept);
      return kept;
    } catch {
      return made;
    }
  }
  const here = device();

  /** Whether this window may hold it; another that waits gets it when this one is gone. */
  function hold(name, work) {
    if (!navigator.locks) return work();
    return navigator.locks.request(`hubdesk-call ${name}`, work);
  }

  function wrong(card, why) {
    const error = card?.querySelector('[data-call-error]');
    if (!error) return;
    error.textContent = why;
    error.hidden = why === '';
  }

  // Taking a call, or calling: the microphone first, so that nobody is left with a silent line.
  document.addEventListener(
    'submit',
    (event) => {
      const form = event.target;
      if (!form.matches?.('[data-call-needs]') || form.dataset.ready) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      void prepare(form);
    },
    true,
  );

  async function prepare(form) {
    if (form.dataset.asking) return undefined;
    form.dataset.asking = 'yes';
    const card = form.closest('[data-call-rings]') ?? form;
    const got = await callLine.microphone();
    delete form.dataset.asking;
    if (!got.stream) return wrong(card, say(got.why, form));
    wrong(card, '');
    silence(microphone);
    microphone = got.stream;
    form.elements.device.value = here;
    form.dataset.ready = 'yes';
    form.requestSubmit();
    delete form.dataset.ready;
    return undefined;
  }

  const silence = (stream) => stream?.getTracks().forEach((track) => track.stop());

  // Refused, or never answered: no line comes of it, so nobody listens.
  document.addEventListener('htmx:finally:request', ({ detail: { ctx } }) => {
    if (!ctx.sourceElement?.matches?.('[data-call-needs]') || ctx.response?.status < 400) return;
    silence(microphone);
    microphone = null;
  });

  function openEnd(card) {
    const leg = Number(card.dataset.callEnd);
    const end = { leg, line: null, why: '', unrecorded: '', waits: true, closed: false, release: null };
    ends.set(leg, end);
    void hold(leg, async () => {
      end.waits = false;
      if (end.closed) return undefined;
      await start(end);
      return new Promise((release) => (end.closed ? release() : (end.release = release)));
    });
  }

  async function start(end) {
    const got = microphone ? { stream: microphone } : await callLine.microphone();
    microphone = null;
    const card = cardOf(end.leg);
    if (end.closed || !card) return silence(got.stream);
    if (!got.stream) end.why = say(got.why, card);
    end.line = callLine.open({
      stream: got.stream ?? new MediaStream(),
      iceServers: JSON.parse(card.dataset.ice),
      send: (signal) => desk.live.send({ call: { leg: end.leg, signal } }),
      ack: (heard, again) => desk.live.send({ call: { leg: end.leg, heard, again } }),
      changed(state) {
        if (state === 'weak') desk.live.doubt();
        if (got.stream) end.why = state === 'weak' ? say('weak', cardOf(end.leg)) : '';
        if (end.recorder && end.line) end.recorder.hear(soundsOf(end));
        wrong(cardOf(end.leg), end.why);
      },
    });
    end.line.resume();
    renew(end, card);
    return undefined;
  }

  const cardOf = (leg) => document.querySelector(`[data-call-end="${leg}"]`);

  /** Each redraw takes away what was said here. */
  function renew(end, card) {
    // Another window holds it; this one takes over when that is closed.
    wrong(card, end.waits ? say('elsewhere', card) : end.why);
    if (!end.line) return undefined;
    end.line.setPeers(JSON.parse(card.dataset.peers));
    end.line.mute(card.dataset.muted !== undefined);
    return record(end, card);
  }

  const soundsOf = ({ line }) =>
    line.peers().flatMap(({ track, audio }) => [track, ...(audio.srcObject?.getTracks() ?? [])].filter(Boolean));

  /** What is said goes to the desk as well, where the customer has agreed to it; once that is refused the card says why. */
  function record(end, card) {
    const { recorder: address } = card.dataset;
    if (!address) {
      end.recorder?.stop();
      end.recorder = null;
      end.unrecorded = '';
    } else if (desk.recordCall && !end.unrecorded) {
      end.recorder ??= desk.recordCall(address, (status) => refused(end, status));
      end.recorder.hear(soundsOf(end));
    }
    const mark = card.querySelector('[data-call-recorded]');
    if (mark) mark.hidden = Boolean(end.unrecorded);
    const over = card.querySelector('[data-call-unrecorded]');
    if (over) {
      over.textContent = end.unrecorded;
      over.hidden = !end.unrecorded;
    }
    return undefined;
  }

  function refused(end, status) {
    const card = cardOf(end.leg);
    end.recorder = null;
    end.unrecorded = say({ 403: 'unagreed', 413: 'full' }[status] ?? 'unrecorded', card) || String(status);
    if (card) record(end, card);
  }

  function closeEnd(end) {
    end.closed = true;
    end.recorder?.stop();
    end.line?.close();
    end.release?.();
    ends.delete(end.leg);
  }

  /** The page says how things stand; what this window holds follows. */
  function follow() {
    const all = [...document.querySelectorAll('[data-call-end]')];
    const cards = all.filter(({ dataset }) => dataset.device === here);
    for (const card of all) if (!cards.includes(card)) wrong(card, say('elsewhere', card));
    const legs = new Set(cards.map(({ dataset }) => Number(dataset.callEnd)));
    for (const end of [...ends.values()]) if (!legs.has(end.leg)) closeEnd(end);
    for (const card of cards) {
      const end = ends.get(Number(card.dataset.callEnd));
      if (end) renew(end, card);
      else openEnd(card);
    }
    ringFor(document.querySelector('[data-call-rings]'));
    tick();
  }

  /** One window rings, not all of them. */
  function ringFor(card) {
    const name = card?.dataset.callRings ?? '';
    if (name === ringing) return;
    ringing = name;
    stopRinging?.();
    stopRinging = null;
    if (!name) return;
    notify(card);
    void hold('ring', () => {
      if (ringing !== name) return undefined;
      const hush = callLine.ring();
      return new Promise((done) => {
        stopRinging = () => {
          hush();
          done();
        };
      });
    });
  }

  function notify(card) {
    if (!document.hidden || globalThis.Notification?.permission !== 'granted') return;
    const notice = new Notification(card.getAttribute('aria-label'), { tag: card.dataset.callRings });
    notice.onclick = () => focus();
  }

  function tick() {
    for (const clock of document.querySelectorAll('[data-call-since]')) {
      const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(clock.dataset.callSince)) / 1000));
      clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    }
  }
  setInterval(tick, 1000);

  document.addEventListener('desk:live', ({ detail: { signal, taken } }) => {
    if (signal) ends.get(signal.leg)?.line?.hear(signal.from);
    if (taken) ends.get(taken.leg)?.line?.taken(taken.seq);
  });
  document.addEventListener('desk:recorder', follow);
  document.addEventListener('desk:hushed', follow);
  document.addEventListener('desk:online', () => {
    for (const { line } of ends.values()) line?.resume();
  });
  // Going on within the desk keeps the call; leaving it is asked about.
  addEventListener('beforeunload', (event) => {
    if ([...ends.values()].some(({ line }) => line)) event.preventDefault();
  });
  desk.whenChanged(follow);
}
