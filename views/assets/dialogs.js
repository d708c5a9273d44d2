// Opens what was swapped into #dialog, closes dialogs by their buttons, a click beside them or emptied content.
document.addEventListener('htmx:after:settle', ({ target }) => {
  if (!(target instanceof HTMLDialogElement)) return;
  const filled = target.childElementCount > 0;
  if (filled && !target.open) target.showModal();
  if (!filled && target.open) target.close();
});

document.addEventListener(
  'close',
  ({ target }) => {
    if (target instanceof HTMLDialogElement && target.id === 'dialog') target.replaceChildren();
  },
  true,
);

desk.on('click', 'dialog', (event, dialog) => {
  if (event.target === dialog || event.target.closest('[data-close]')) {
    if (event.target.closest('a')) event.preventDefault();
    dialog.close();
  }
});

// A whole new page has come while a dialog stood open: it belongs to the old one.
document.addEventListener('htmx:after:history:push', () => {
  const dialog = document.getElementById('dialog');
  if (dialog?.open) dialog.close();
});

desk.on('click', '[data-dismiss]', (_event, button) => button.closest('.banner').remove());

desk.on('click', '[data-copy]', async (_event, button) => {
  await navigator.clipboard.writeText(button.dataset.copy);
  button.classList.add('copied');
  setTimeout(() => button.classList.remove('copied'), 2000);
});
