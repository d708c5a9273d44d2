// The editor of chatflows: a step taken by its grip goes where it is let go. Buttons do the same without a mouse.
{
  let taken = null;

  function clear() {
    for (const one of document.querySelectorAll('.flow-step.over, .flow-list.over')) one.classList.remove('over');
  }

  /** Before the step under the pointer, or at the end of the list under it; never inside what is being moved. */
  function placeUnder(target) {
    const step = target.closest('.flow-step');
    const list = target.closest('.flow-list');
    if (!list || taken.contains(list)) return null;
    const before = step && list.contains(step) ? step : null;
    if (before === taken) return null;
    const steps = [...(list.querySelector(':scope > .flow-steps')?.children ?? [])];
    return { list, before, index: before ? steps.indexOf(before) : steps.length };
  }

  desk.on('dragstart', '.flow-grip', (event, grip) => {
    taken = grip.closest('.flow-step');
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', taken.dataset.step);
    event.dataTransfer.setDragImage(taken, 12, 12);
  });
  desk.on('dragover', '.flow-list', (event) => {
    const place = taken && placeUnder(event.target);
    clear();
    if (!place) return;
    event.preventDefault();
    (place.before ?? place.list).classList.add('over');
  });
  desk.on('drop', '.flow-list', (event) => {
    const place = taken && placeUnder(event.target);
    const form = document.getElementById('flow-put');
    if (!place || !form) return;
    event.preventDefault();
    const { elements } = form;
    elements.step.value = taken.dataset.step;
    elements.parent.value = place.list.dataset.parent;
    elements.list.value = place.list.dataset.list;
    elements.index.value = place.index;
    form.requestSubmit();
  });
  desk.on('dragend', '.flow-grip', () => {
    taken = null;
    clear();
  });
}
