// Muting and hanging up while the desk does not answer: nobody is heard meanwhile, and it is asked for again when the line is back.
{
  /** What was pressed, by the card. */
  const unheard = new Map();

  /** Not to be heard again: that would come when nobody expects it. */
  const mayFollow = (form) =>
    form?.matches('[action*="/line?"]') || (form?.matches('[action*="/muting?"]') && Boolean(form.elements.on));
  const pressed = ([id, action]) => document.getElementById(id)?.querySelector(`form[action="${CSS.escape(action)}"]`);

  document.addEventListener('htmx:error', ({ detail: { ctx, error } }) => {
    const form = ctx?.sourceElement;
    const card = form?.closest?.('.call-card');
    if (!card || ctx.response || !(error instanceof TypeError) || !mayFollow(form)) return;
    unheard.set(card.id, form.getAttribute('action'));
    hush();
    document.dispatchEvent(new Event('desk:hushed'));
    tell();
  });

  function hush() {
    for (const one of unheard) {
      const form = pressed(one);
      if (mayFollow(form)) form.closest('.call-card').dataset.muted = '';
      else unheard.delete(one[0]);
    }
  }

  function tell() {
    for (const id of unheard.keys()) {
      const error = document.querySelector(`#${CSS.escape(id)} [data-call-error]`);
      if (!error) continue;
      error.textContent = error.closest('[data-unheard]').dataset.unheard;
      error.hidden = false;
    }
  }

  // A redraw says how it stands at the desk: before anybody follows that, and after what they say has gone.
  document.addEventListener('htmx:after:swap', hush, true);
  document.addEventListener('htmx:after:swap', tell);
  document.addEventListener('desk:online', async () => {
    if (unheard.size === 0) return;
    // A call that is over by now has no such button any more.
    await htmx.ajax('GET', '/calls/current', { target: '#calls-now', swap: 'outerMorph' });
    for (const one of unheard) pressed(one)?.requestSubmit();
  });
}
