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
  // Seen at once; when the server refuses, or is not there, it is taken back.
  const GOING = ['close', 'spam', 'trash'];
  const hasFailed = ({ response }) => !response || response.status >= 400;

  function tick(form, does) {
    const undo = [];
    const button = form.matches('.closing') && form.querySelector('button');
    if (button) {
      const was = button.getAttribute('aria-pressed');
      button.setAttribute('aria-pressed', String(was !== 'true'));
      undo.push(() =>
        was === null ? button.removeAttribute('aria-pressed') : button.setAttribute('aria-pressed', was),
      );
    }
    if (form.id === 'bulk' && GOING.includes(does) && !form.querySelector('[name=all]:checked'))
      for (const row of form.querySelectorAll('.row:has(.pick :checked)')) {
        row.classList.add('going');
        undo.push(() => row.classList.remove('going'));
      }
    return undo;
  }

  const ticked = new WeakMap();
  document.addEventListener('htmx:before:request', ({ detail: { ctx } }) => {
    const form = ctx.sourceElement;
    if (form?.matches?.('form.closing, #bulk')) ticked.set(ctx, tick(form, ctx.request.submitter?.value));
  });
  document.addEventListener('htmx:finally:request', ({ detail: { ctx } }) => {
    if (ticked.has(ctx) && hasFailed(ctx)) for (const back of ticked.get(ctx)) back();
  });

  desk.whenChanged(() => {
    markCurrent();
    countPicked();
  });
}
