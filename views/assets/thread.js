// The open conversation: begins at its newest message and stays at its end unless the reader has scrolled away.
{
  const NEAR = 80;
  // `mark`: what a conversation that was just opened begins with, until its reader does something there.
  const seen = { log: null, atEnd: true, last: null, height: 0, top: 0, mark: null };
  const log = () => document.querySelector('.log');
  const isAtEnd = (element) => element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
  const messageOf = (element) => [...element.querySelectorAll('[id^=message-]')].at(-1);
  const newest = (element) => messageOf(element)?.id;

  function toEnd(element) {
    element.scrollTop = element.scrollHeight;
    const newer = element.querySelector('[data-to-end]');
    if (newer) newer.hidden = true;
  }

  function open(element) {
    const wanted = location.hash.startsWith('#message-') && element.querySelector(location.hash);
    seen.mark = wanted || element.querySelector('#new-since') || messageOf(element);
    toMark(element);
  }

  // At the end, unless a long message would then begin above what is seen.
  function toMark(element) {
    element.scrollTop = Math.min(element.scrollHeight, seen.mark.offsetTop - 14);
  }

  for (const type of ['wheel', 'pointerdown', 'touchstart', 'keydown'])
    document.addEventListener(type, () => (seen.mark = null), { capture: true, passive: true });

  // Before a swap: where the reader is. After it: the same place, or the end if that is where the reader was.
  document.addEventListener('htmx:before:swap', ({ detail }) => {
    const element = log();
    if (!element) return;
    seen.atEnd = isAtEnd(element);
    seen.height = element.scrollHeight;
    seen.top = element.scrollTop;
    seen.earlier = detail.ctx.sourceElement?.closest?.('.log > .event') != null;
  });

  desk.whenChanged(() => {
    const element = log();
    const id = element?.id ?? null;
    if (element && id !== seen.log) open(element);
    else if (element) keepPlace(element);
    seen.log = id;
    seen.last = element ? newest(element) : null;
  });

  // What one has just sent oneself is shown, wherever one has read.
  desk.on('submit', '.composer', () => (seen.sent = true));

  function keepPlace(element) {
    const isNew = newest(element) !== seen.last;
    if (isNew) seen.mark = null;
    if (isNew && seen.sent) {
      seen.sent = false;
      toEnd(element);
    } else if (seen.earlier) {
      element.scrollTop = seen.top + element.scrollHeight - seen.height;
      seen.earlier = false;
    } else if (seen.atEnd) toEnd(element);
    else if (isNew) element.querySelector('[data-to-end]').hidden = false;
  }

  desk.on('click', '[data-to-end]', () => toEnd(log()));
  document.addEventListener(
    'scroll',
    ({ target }) => {
      if (target instanceof Element && target.matches('.log') && isAtEnd(target)) {
        target.querySelector('[data-to-end]')?.setAttribute('hidden', '');
      }
    },
    true,
  );
  // Pictures and frames arrive after their message and push the end away.
  document.addEventListener(
    'load',
    ({ target }) => {
      const element = target instanceof Element ? target.closest('.log') : null;
      if (!element || !(target instanceof HTMLImageElement)) return;
      if (seen.mark?.isConnected) toMark(element);
      else if (seen.atEnd) toEnd(element);
    },
    true,
  );
  desk.stayAtEnd = (change) => {
    const element = log();
    const atEnd = element ? isAtEnd(element) : false;
    change();
    if (element && seen.mark?.isConnected) toMark(element);
    else if (element && atEnd) toEnd(element);
  };
}
