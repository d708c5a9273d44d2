// The open conversation: stays at its newest message unless the reader has scrolled away; players; mail frames.
{
  const NEAR = 80;
  const seen = { log: null, atEnd: true, last: null, height: 0, top: 0 };
  const log = () => document.querySelector('.log');
  const isAtEnd = (element) => element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
  const newest = (element) => [...element.querySelectorAll('[id^=message-]')].at(-1)?.id;

  function toEnd(element) {
    element.scrollTop = element.scrollHeight;
    const newer = element.querySelector('[data-to-end]');
    if (newer) newer.hidden = true;
  }

  function open(element) {
    const wanted = location.hash.startsWith('#message-') && element.querySelector(location.hash);
    const mark = wanted || element.querySelector('#new-since');
    if (mark) element.scrollTop = mark.offsetTop - 60;
    else toEnd(element);
  }

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

  function keepPlace(element) {
    if (seen.earlier) {
      element.scrollTop = seen.top + element.scrollHeight - seen.height;
      seen.earlier = false;
    } else if (seen.atEnd) toEnd(element);
    else if (newest(element) !== seen.last) element.querySelector('[data-to-end]').hidden = false;
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
      if (element && seen.atEnd && target instanceof HTMLImageElement) toEnd(element);
    },
    true,
  );
  desk.stayAtEnd = (change) => {
    const element = log();
    const atEnd = element ? isAtEnd(element) : false;
    change();
    if (element && atEnd) toEnd(element);
  };
}
