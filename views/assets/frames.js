// Mails stand in sandboxed frames without scripts; the page around measures them, so that they need no scroll bar.
{
  const MOST = 30_000;

  function fit(frame) {
    const page = frame.contentDocument;
    if (!page?.body) return;
    const height = Math.max(page.body.scrollHeight, Math.ceil(page.body.getBoundingClientRect().bottom));
    // What is wider than the page, such as a table of many columns, is scrolled sideways.
    const { scrollWidth, clientWidth } = page.documentElement;
    const wanted = `${Math.min(MOST, height + (scrollWidth > clientWidth ? 18 : 2))}px`;
    if (frame.style.blockSize !== wanted) desk.stayAtEnd(() => (frame.style.blockSize = wanted));
  }

  function watch(frame) {
    const page = frame.contentDocument;
    if (!page?.body || page.URL === 'about:blank') return;
    fit(frame);
    new ResizeObserver(() => fit(frame)).observe(page.body);
    // Keys work on while the mail has the focus.
    page.addEventListener('keydown', (event) => {
      const { key, code, ctrlKey, metaKey, shiftKey, altKey } = event;
      const copy = new KeyboardEvent('keydown', {
        key,
        code,
        ctrlKey,
        metaKey,
        shiftKey,
        altKey,
        bubbles: true,
        cancelable: true,
      });
      if (!document.body.dispatchEvent(copy)) event.preventDefault();
    });
  }

  document.addEventListener(
    'load',
    ({ target }) => {
      if (target instanceof HTMLIFrameElement && target.hasAttribute('data-fit')) watch(target);
    },
    true,
  );
  // Frames that were ready before this script ran.
  desk.whenChanged(() => {
    for (const frame of document.querySelectorAll('iframe[data-fit]:not([style])')) {
      if (frame.contentDocument?.readyState === 'complete') watch(frame);
    }
  });
}
