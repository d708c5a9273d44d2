// Lists with an order of their own: a line taken by its grip goes where it is let go. Buttons do the same without a mouse.
{
  let taken = null;

  function clear() {
    for (const one of document.querySelectorAll('.order-line.over')) one.classList.remove('over');
  }

  /** The line under the pointer in the list of the line that is taken. */
  function lineUnder(target) {
    const line = taken && target.closest('.order-line');
    return line && line.parentElement === taken.parentElement ? line : null;
  }

  desk.on('dragstart', '.order-grip', (event, grip) => {
    taken = grip.closest('.order-line');
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', taken.dataset.item);
    event.dataTransfer.setDragImage(taken, 12, 12);
  });
  desk.on('dragover', '.order', (event) => {
    const line = lineUnder(event.target);
    clear();
    if (!line) return;
    event.preventDefault();
    line.classList.add('over');
  });
  desk.on('drop', '.order', (event) => {
    const line = lineUnder(event.target);
    if (!line || line === taken) return;
    event.preventDefault();
    const lines = [...line.parentElement.children];
    const [from, to] = [lines.indexOf(taken), lines.indexOf(line)];
    const form = taken.querySelector('form');
    form.elements.index.value = to > from ? to + 1 : to;
    form.requestSubmit();
  });
  desk.on('dragend', '.order-grip', () => {
    taken = null;
    clear();
  });
}
