// Toasts go by themselves; one that can be undone shows the time left as a ring.
{
  const STAY = 6;
  const started = new WeakSet();

  // Two soft notes; browsers let a page sound only after somebody has used it.
  function ring() {
    const context = new AudioContext();
    const volume = new GainNode(context, { gain: 0.08 });
    volume.connect(context.destination);
    for (const [index, frequency] of [660, 880].entries()) {
      const note = new OscillatorNode(context, { frequency });
      note.connect(volume);
      note.start(context.currentTime + index * 0.14);
      note.stop(context.currentTime + index * 0.14 + 0.12);
      if (index === 1) note.onended = () => context.close();
    }
  }

  function start(toast) {
    if (started.has(toast)) return;
    started.add(toast);
    if (toast.hasAttribute('data-sound')) ring();
    const seconds = Number(toast.dataset.seconds ?? STAY);
    const end = Date.now() + seconds * 1000;
    const ring = toast.querySelector('.ring :last-child');
    const timer = setInterval(() => {
      const left = end - Date.now();
      ring?.setAttribute('stroke-dasharray', `${Math.round(100 - left / seconds / 10)} 100`);
      if (left > 0 && toast.isConnected) return;
      clearInterval(timer);
      toast.remove();
    }, 250);
  }

  desk.whenChanged(() => document.querySelectorAll('.toast').forEach(start));
}
