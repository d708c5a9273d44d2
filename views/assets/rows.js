// The column of conversations: which row is open, how many are chosen.
{
  function markCurrent() {
    const open = document.querySelector('.thread[data-conversation]')?.dataset.conversation;
    for (const row of document.querySelectorAll('.row')) {
      const current = open !== undefined && row.id === `row-${open}`;
      row.classList.toggle('on', current);
      if (current) row.setAttribute('aria-current', 'true');
      else row.removeAttribute('aria-current');
    }
  }

  function countPicked() {
    const label = document.querySelector('[data-picked]');
    if (label)
      label.textContent = label.dataset.picked.replace(
        '#',
        document.querySelectorAll('.pick :checked, [form=many]:checked').length,
      );
  }

  // Another shape of what is shown: with the filters chosen since the page came.
  desk.on('click', '[data-keeps-query]', (_event, link) => (link.search = location.search), true);

  let lastPicked = null;
  desk.on('click', '.pick input, [form=many]', (event, box) => {
    const boxes = [...document.querySelectorAll('.pick input[type=checkbox], [form=many]')];
    const from = boxes.indexOf(lastPicked);
    if (event.shiftKey && from >= 0) {
      const to = boxes.indexOf(box);
      for (const one of boxes.slice(Math.min(from, to), Math.max(from, to) + 1)) one.checked = box.checked;
    }
    lastPicked = box;
    countPicked();
  });
  desk.on('reset', '#bulk, #many', () => setTimeout(countPicked));
  desk.on('change', '.pick input, [form=many]', countPicked);
  desk.whenChanged(() => {
    markCurrent();
    countPicked();
  });
}
