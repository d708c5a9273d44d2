// Toasts go by themselves; one that can be undone shows the time left as a ring.
{
  const STAY = 6;
  const started = new WeakSet();

  function start(toast) {
    if (started.has(toast)) return;
    started.add(toast);
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
