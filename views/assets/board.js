// The board: a card is taken with the pointer or by keys and put elsewhere; where it then stands is for the server to say.
{
  const MOVE = Element.prototype.moveBefore ? 'moveBefore' : 'insertBefore';
  let taken = null;

  const board = () => document.querySelector('[data-board]');
  const listOf = (stage) => stage?.querySelector('[data-cards]') ?? null;
  const cardsIn = (list) => [...list.querySelectorAll(':scope > .ticket')];
  const linkOf = (card) => card.querySelector('h3 a');

  function say(what, card) {
    const list = card.parentElement;
    const cards = cardsIn(list);
    const values = {
      name: linkOf(card).textContent,
      stage: list.closest('.stage').querySelector('h2').textContent,
      place: cards.indexOf(card) + 1,
      count: cards.length,
    };
    const words = board().dataset[what].replace(/#(\w+)/g, (_, name) => values[name]);
    document.getElementById('board-says').textContent = words;
  }

  function take(card) {
    if (!card.draggable || taken) return;
    taken = { card, list: card.parentElement, next: card.nextElementSibling };
    card.dataset.lifted = '';
    card.classList.add('lifted');
  }

  /** Moves the taken card there for the eye; `before` null: behind the last one. */
  function put(list, before) {
    const { card } = taken;
    const place = before ?? list.querySelector(':scope > .more');
    if (place === card || (card.parentElement === list && card.nextElementSibling === place)) return;
    list[MOVE](card, place);
  }

  function letGo() {
    const { card, list, next } = taken;
    delete card.dataset.lifted;
    card.classList.remove('lifted');
    const moved = card.parentElement !== list || card.nextElementSibling !== next;
    taken = null;
    return moved;
  }

  function leave() {
    const { card, list, next } = taken;
    put(list, next);
    letGo();
    say('left', card);
  }

  function drop() {
    const { card } = taken;
    if (!letGo()) return say('left', card);
    const form = document.getElementById('board-move');
    const { ticket, stage, below, back } = form.elements;
    ticket.value = card.dataset.ticket;
    stage.value = card.closest('.stage').dataset.stage;
    below.value = card.previousElementSibling?.dataset.ticket ?? '';
    back.value = location.pathname + location.search;
    say('dropped', card);
    return form.requestSubmit();
  }

  /** A card that was refused, or about which a question was not answered, goes back. */
  function redraw() {
    if (board()) void desk.fit('<hx-partial hx-target="#tickets" hx-swap="innerMorph" data-from=""></hx-partial>');
  }
  document.addEventListener('close', ({ target }) => target.id === 'dialog' && redraw(), true);
  document.addEventListener('htmx:finally:request', ({ detail }) => {
    if (detail.ctx.sourceElement?.id === 'board-move') redraw();
  });

  // By pointer.
  desk.on('dragstart', '[data-board] .ticket', (event, card) => {
    take(card);
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', linkOf(card).textContent);
  });
  desk.on('dragover', '[data-board]', (event) => {
    const list = taken && listOf(event.target.closest('.stage'));
    if (!list) return;
    event.preventDefault();
    const below = cardsIn(list).find((one) => {
      const { top, height } = one.getBoundingClientRect();
      return one !== taken.card && event.clientY < top + height / 2;
    });
    put(list, below ?? null);
  });
  desk.on('drop', '[data-board]', (event) => {
    if (!taken) return;
    event.preventDefault();
    drop();
  });
  desk.on('dragend', '.ticket', () => taken && leave());

  // By keys: without a card they lead from one to the next, with one they carry it.
  const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

  function neighbour(card, [across, down]) {
    const list = card.parentElement;
    const place = cardsIn(list).indexOf(card);
    if (across === 0) return { list, place: place + down };
    const stages = [...board().querySelectorAll('.stage')];
    const next = listOf(stages[stages.indexOf(list.closest('.stage')) + across]);
    return next && { list: next, place: Math.min(place, cardsIn(next).length) };
  }

  function carry(card, step) {
    const to = neighbour(card, step);
    if (!to || to.place < 0) return;
    const others = cardsIn(to.list).filter((one) => one !== card);
    put(to.list, others[to.place] ?? null);
    linkOf(card).focus();
    card.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    say('at', card);
  }

  function step(card, way) {
    const to = neighbour(card, way);
    const cards = to ? cardsIn(to.list) : [];
    const next = cards[Math.min(to?.place ?? 0, way[0] === 0 ? Infinity : cards.length - 1)];
    if (next) linkOf(next).focus();
  }

  function key(event, card) {
    const way = STEPS[event.key];
    if (way) return taken ? carry(card, way) : step(card, way);
    if (event.key === ' ' && !taken) {
      take(card);
      return taken && say('taken', card);
    }
    if (!taken) return false;
    if (event.key === ' ' || event.key === 'Enter') return drop();
    if (event.key === 'Escape') return leave();
    return event.key === 'Tab' ? undefined : false;
  }

  desk.on(
    'keydown',
    '[data-board] .ticket h3 a',
    (event, link) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (key(event, link.closest('.ticket')) === false) return;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
}
