// What comes over the live line is fitted into the page: only what this page shows, each thing once, where it belongs.
{
  const MOVE = Element.prototype.moveBefore ? 'moveBefore' : 'insertBefore';
  // Rows that wait until the reader is back at the top; by their element's id.
  const held = new Map();
  let heldFor = '';

  desk.topics = () =>
    [...new Set([...document.querySelectorAll('[data-topics]')].flatMap((part) => part.dataset.topics.split(/\s+/)))]
      .filter(Boolean)
      .sort();

  const rows = () => document.getElementById('rows');
  const listTopic = () => desk.topics().find((topic) => /^(list|view):/.test(topic)) ?? '';
  const isAtTop = (list) => list.scrollTop < 8;
  const placeOf = (row) => [row.querySelector('time')?.dateTime ?? '', Number(row.id.slice('row-'.length))];
  const isNewer = ([at, id], [otherAt, otherId]) => (at === otherAt ? id > otherId : at > otherAt);

  function partial(target, swap, content) {
    const part = document.createElement('hx-partial');
    part.setAttribute('hx-target', target);
    part.setAttribute('hx-swap', swap);
    if (content) part.append(content);
    return part;
  }

  /** The row it stands before; null at the end of what is shown. Where the order is not of time, a row stays where it is. */
  function follower(list, row) {
    const place = placeOf(row);
    const others = [...list.querySelectorAll('.row')];
    const { rowsOrder } = list.dataset;
    if (rowsOrder === 'kept') return others[others.findIndex((one) => one.id === row.id) + 1 || others.length] ?? null;
    const stands = rowsOrder === 'oldest' ? (one) => isNewer(one, place) : (one) => isNewer(place, one);
    return others.find((one) => one.id !== row.id && stands(placeOf(one))) ?? null;
  }

  function isInPlace(list, shown, before) {
    const others = [...list.querySelectorAll('.row')];
    return (others[others.indexOf(shown) + 1] ?? null) === before;
  }

  /** Puts a row where its time says; gives what is still to be swapped. */
  function placeRow(list, row) {
    const shown = document.getElementById(row.id);
    const before = follower(list, row);
    const rest = list.querySelector('.more');
    held.delete(row.id);
    if (shown && isInPlace(list, shown, before)) return partial(`#${row.id}`, 'outerMorph', row);
    // It belongs to what has not been loaded yet.
    if (!before && rest && !shown) return null;
    if (!isAtTop(list)) return holdRow(row, shown);
    list.querySelector('.none')?.remove();
    if (shown) list[MOVE](shown, before ?? rest);
    else list.insertBefore(seat(row), before ?? rest);
    return partial(`#${row.id}`, 'outerMorph', row);
  }

  /** Holds the place until the row is swapped in, so that the next one finds its own. */
  function seat(row) {
    const empty = document.createElement('li');
    empty.className = 'row';
    empty.id = row.id;
    empty.append(row.querySelector('time').cloneNode());
    return empty;
  }

  /** Nothing moves under the eyes of who reads further down; what is shown tells the news in its old place. */
  function holdRow(row, shown) {
    held.set(row.id, row.cloneNode(true));
    return shown ? partial(`#${row.id}`, 'outerMorph', row) : null;
  }

  function fitRows(part) {
    const list = rows();
    const parts = list ? [...part.children].map((row) => placeRow(list, row)) : [];
    part.replaceWith(...parts.filter(Boolean));
  }

  /** New in the log; what is there already is changed where it is, and a day begins once. */
  function fitLog(part) {
    const parts = [...part.children].map((entry) => {
      const known = entry.id && document.getElementById(entry.id);
      if (known && entry.matches('.day')) return null;
      return known
        ? partial(`#${entry.id}`, 'outerMorph', entry)
        : partial(part.getAttribute('hx-target'), 'beforebegin', entry);
    });
    part.replaceWith(...parts.filter(Boolean));
  }

  /** What depends on who reads it is fetched by the page itself: soon, once for many pushes, not amid a reader's act. */
  const awaited = new Map();
  const SOON = 600;

  function fetchSoon(part) {
    const target = part.getAttribute('hx-target');
    if (!awaited.has(target)) {
      const { from, now } = part.dataset;
      const swap = part.getAttribute('hx-swap');
      awaited.set(
        target,
        setTimeout(() => void fetchPart(target, from, swap), now === undefined ? SOON : 0),
      );
    }
    part.remove();
  }

  async function fetchPart(target, from, swap) {
    await desk.answered();
    awaited.delete(target);
    const shown = document.querySelector(target);
    if (!shown) return undefined;
    if (shown.querySelector('[data-lifted], .menu-host[open]')) return desk.fit(partOf(target, from, swap));
    const address = from || addressOf(shown);
    return htmx.ajax('GET', address, { target, swap });
  }

  /** A table that has been read further on is asked for as far as it was read. */
  function addressOf(shown) {
    const address = new URL(location.href);
    const lists = [...shown.querySelectorAll('tbody, [data-cards]')];
    const rows = Math.max(0, ...lists.map((list) => list.querySelectorAll(':scope > :not(.more)').length));
    if (rows > 0) address.searchParams.set('rows', rows);
    return address.pathname + address.search;
  }

  function partOf(target, from, swap) {
    const part = partial(target, swap);
    part.dataset.from = from;
    return part.outerHTML;
  }

  function fit(html) {
    const box = document.createElement('template');
    box.innerHTML = html;
    const topics = desk.topics();
    for (const part of [...box.content.querySelectorAll('hx-partial')]) {
      const { topic, upsert, from } = part.dataset;
      if (topic && !topics.includes(topic)) part.remove();
      else if (from !== undefined) fetchSoon(part);
      else if (upsert === 'log') fitLog(part);
      else if (upsert === 'rows') fitRows(part);
      else if (part.getAttribute('hx-swap') === 'delete') held.delete(part.getAttribute('hx-target').slice(1));
    }
    return box.innerHTML;
  }

  function showHeld() {
    const button = document.querySelector('[data-rows-newer]');
    if (button) button.hidden = held.size === 0;
  }

  /** Applies a push; the list is drawn anew when its last row has gone. */
  desk.fit = async (html) => {
    const had = rows()?.querySelector('.row') != null;
    const fitted = fit(html);
    if (fitted) await desk.apply(fitted);
    showHeld();
    const left = rows();
    return !(had && left && !left.querySelector('.row, .more, .none'));
  };

  async function release() {
    const waiting = [...held.values()];
    const list = rows();
    if (!list || waiting.length === 0) return;
    list.scrollTop = 0;
    // Oldest first, so that each finds its place among those before.
    waiting.sort((one, other) => (isNewer(placeOf(one), placeOf(other)) ? 1 : -1));
    for (const row of waiting) {
      const part = partial('#rows', 'beforeend', row);
      part.dataset.upsert = 'rows';
      await desk.fit(part.outerHTML);
    }
  }

  desk.on('click', '[data-rows-newer]', () => void release());
  document.addEventListener(
    'scroll',
    ({ target }) => {
      if (target instanceof Element && target.id === 'rows' && held.size > 0 && isAtTop(target)) void release();
    },
    true,
  );
  // Another list, or this one drawn anew: what was held back is in it.
  desk.whenChanged(() => {
    if (heldFor !== listTopic()) held.clear();
    heldFor = listTopic();
    showHeld();
  });
}
