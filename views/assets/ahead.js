// Walking through a list: the conversation that comes next is fetched meanwhile, and opens at once. Never more than that
// one; whoever turns round calls it off. It counts as read when it is opened.
{
  /** Milliseconds; a key that is held down passes rows by. */
  const REST = 150;
  /** Older than that it is asked for again; what happened since comes over the live line. */
  const FRESH = 30_000;
  const NONE = Promise.resolve(null);
  const next = { address: '', shows: '', at: 0, answer: NONE, stop: null, timer: 0 };
  let step = 1;
  /** Opened from what was fetched; the server has yet to be told. */
  let opened = '';

  const listIn = (shows) => shows.split(' ').find((topic) => /^(list|view):/.test(topic)) ?? '';
  const isFresh = () => next.at === 0 || Date.now() - next.at < FRESH;

  function forget() {
    clearTimeout(next.timer);
    next.stop?.abort();
    Object.assign(next, { address: '', at: 0, answer: NONE, stop: null });
  }

  function beside(row) {
    for (let one = row; one;) {
      one = step > 0 ? one.nextElementSibling : one.previousElementSibling;
      if (one?.matches('.row')) return one;
    }
    return null;
  }

  function want(row) {
    const address = row?.querySelector(':scope > a')?.getAttribute('href') ?? '';
    if (address === next.address && isFresh()) return;
    forget();
    // Without the line nothing would tell what has changed since; and some pay for every byte.
    if (!address || !desk.shows() || navigator.connection?.saveData) return;
    next.address = address;
    next.timer = setTimeout(fetchNext, REST);
  }

  function fetchNext() {
    const stop = new AbortController();
    const shows = desk.shows();
    const headers = { accept: 'text/html', 'hx-request': 'true', 'hx-request-type': 'full', 'desk-ahead': 'true' };
    const answer = fetchAll(next.address, { headers: { ...headers, 'desk-shows': shows }, signal: stop.signal });
    Object.assign(next, { shows, stop, answer, at: Date.now() });
  }

  /** Null for what cannot be used. A browser fetches the rest of an answer only when somebody reads it. */
  async function fetchAll(address, request) {
    const response = await fetch(address, request).catch(() => null);
    if (!response?.ok || response.redirected) return null;
    const whole = await response
      .clone()
      .text()
      .then(Boolean, () => false);
    return whole ? response : null;
  }

  /** To a row by a key; from the open one on it is the row behind it that is likely to be next. */
  desk.walked = (link, way) => {
    step = way;
    const row = link.closest('.row');
    want(row?.matches('.on') ? beside(row) : row);
  };

  document.addEventListener('htmx:before:request', ({ detail: { ctx } }) => {
    const { answer, address, shows } = next;
    const asked = ctx.sourceElement?.matches?.('.row > a') && ctx.sourceElement.getAttribute('href');
    if (!asked) return;
    const isSame = asked === address && next.at > 0 && isFresh() && listIn(shows) === listIn(desk.shows());
    if (!isSame) {
      forget();
      return;
    }
    Object.assign(next, { address: '', at: 0, answer: NONE, stop: null });
    ctx.fetch = async (...ask) => {
      const fetched = await answer;
      if (fetched) opened = /^\/conversations\/\d+/.exec(address)[0];
      return fetched ?? window.fetch(...ask);
    };
  });

  function tellOpened() {
    const log = document.querySelector('.log');
    if (!opened || !log || !opened.endsWith(`/${log.dataset.conversation}`)) return;
    const message = [...log.querySelectorAll('[id^=message-]')].at(-1)?.id.slice('message-'.length) ?? '';
    fetch(`${opened}/reading`, {
      method: 'POST',
      headers: { 'x-csrf-token': desk.csrf() },
      body: new URLSearchParams({ message }),
    }).catch(() => {});
    opened = '';
  }

  let shown = '';
  desk.whenChanged(() => {
    tellOpened();
    const row = document.querySelector('.row.on');
    if ((row?.id ?? '') === shown) return;
    shown = row?.id ?? '';
    if (row && row.contains(document.activeElement)) want(beside(row));
  });

  const focused = document.activeElement.closest?.('.row');
  if (focused) desk.walked(focused.querySelector(':scope > a'), step);
}
