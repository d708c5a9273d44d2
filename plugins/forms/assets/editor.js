// The form editor in the browser: dragging fields, where one goes on after a change, and a question before unsaved changes are left behind.
document.documentElement.dataset.formScript = 'on';

const editor = () => document.getElementById('form-editor');
const unsaved = () => editor()?.hasAttribute('data-unsaved') ?? false;
const mark = () => editor()?.setAttribute('data-unsaved', '');

document.addEventListener('htmx:after:swap', ({ detail: { ctx } }) => {
  // A preview that was asked for before may come in between.
  const [verb, id] = ctx.sourceElement?.closest?.('[data-shapes]')?.value.split(':') ?? [];
  // All parts of the page are in their places then.
  if (verb) setTimeout(() => goOn(verb, id));
});

/** Into what was made; a field that moves takes the focus along, at either end with the button that is left. */
function goOn(verb, id) {
  if (verb !== 'up' && verb !== 'down') return document.querySelector('[data-fresh] input[name$=".label"]')?.focus();
  const buttons = [verb, 'up', 'down'].map((one) => document.getElementById(`do-${one}:${id}`));
  return buttons.find((one) => one && getComputedStyle(one).visibility === 'visible')?.focus();
}

document.addEventListener('input', ({ target }) => {
  if (target instanceof Element && target.closest('#form-editor')) mark();
});
document.addEventListener(
  'click',
  (event) => {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest('[data-shapes]')) mark();
    if (isWayOut(event.target.closest('a[href]')) && !leaves()) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  },
  true,
);
document.addEventListener('submit', ({ target }) => {
  // What is being sent is not lost.
  if (target instanceof Element && target.id === 'form-editor') target.removeAttribute('data-unsaved');
});
addEventListener('beforeunload', (event) => {
  if (unsaved()) event.preventDefault();
});

function isWayOut(link) {
  return link && unsaved() && !link.target && link.origin === location.origin && !link.hash;
}

function leaves() {
  if (!window.confirm(editor().dataset.leave)) return false;
  editor().removeAttribute('data-unsaved');
  return true;
}

/** The field that is being dragged. */
const drag = { item: null };
document.addEventListener('dragstart', (event) => {
  drag.item =
    event.target instanceof Element && event.target.matches('[data-grip]') ? event.target.closest('.form-item') : null;
  if (!drag.item) return;
  drag.item.dataset.lifted = '';
  event.dataTransfer.effectAllowed = 'move';
  event.dataTransfer.setData('text/plain', '');
  event.dataTransfer.setDragImage(drag.item, 20, 20);
});
document.addEventListener('dragover', (event) => {
  const over = event.target instanceof Element ? event.target.closest('.form-item') : null;
  if (!drag.item || !over) return;
  event.preventDefault();
  if (over === drag.item) return;
  const { top, height } = over.getBoundingClientRect();
  if (event.clientY > top + height / 2) over.after(drag.item);
  else over.before(drag.item);
});
document.addEventListener('drop', (event) => {
  if (drag.item) event.preventDefault();
});
document.addEventListener('dragend', () => {
  if (!drag.item) return;
  delete drag.item.dataset.lifted;
  drag.item.querySelector('input[name="field"]').dispatchEvent(new Event('input', { bubbles: true }));
  drag.item = null;
});
