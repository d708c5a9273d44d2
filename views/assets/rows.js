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
      label.textContent = label.dataset.picked.replace('#', document.querySelectorAll('.pick :checked').length);
  }

  let lastPicked = null;
  desk.on('click', '.pick input', (event, box) => {
    const boxes = [...document.querySelectorAll('.pick input')];
    const from = boxes.indexOf(lastPicked);
    if (event.shiftKey && from >= 0) {
      const to = boxes.indexOf(box);
      for (const one of boxes.slice(Math.min(from, to), Math.max(from, to) + 1)) one.checked = box.checked;
    }
    lastPicked = box;
    countPicked();
  });
  desk.on('reset', '#bulk', () => setTimeout(countPicked));
  desk.on('change', '.pick input', countPicked);
  desk.whenChanged(() => {
    markCurrent();
    countPicked();
  });
}
