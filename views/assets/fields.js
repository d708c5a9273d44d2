// Fields: shown only when another has a value, colours in step with their text, more opening hours, secrets, tokens.
{
  function valueOf(form, name) {
    const control = form.elements[name];
    if (!control) return '';
    return control instanceof HTMLInputElement && control.type === 'checkbox' ? String(control.checked) : control.value;
  }

  function showOrHide(form) {
    for (const field of form.querySelectorAll('[data-when]')) {
      const shown = field.dataset.is.split('|').includes(valueOf(form, field.dataset.when));
      field.hidden = !shown;
      for (const control of field.querySelectorAll('input, select, textarea')) control.disabled = !shown;
    }
  }

  desk.on('change', 'form', (_event, form) => showOrHide(form));
  desk.whenChanged(() => {
    for (const form of document.querySelectorAll('form:has([data-when])')) showOrHide(form);
    for (const part of document.querySelectorAll(':is([data-reveal], [data-period-add], [data-filter])[hidden]')) {
      part.hidden = false;
      // A dialog began with the first choice, before this stood above it.
      if (part.matches('dialog[open] fieldset:focus-within > [data-filter]')) part.focus();
    }
    const wrong = document.querySelector('main [aria-invalid="true"]');
    // Who has pressed the form's button stands there still.
    if (wrong && document.activeElement.matches('body, main [type=submit]')) wrong.focus();
  });

  // A step of a wizard takes the place of the one before, and its button that of the button that was pressed.
  let step = document.getElementById('wizard')?.dataset.step;
  desk.whenChanged(() => {
    const wizard = document.getElementById('wizard');
    const before = step;
    step = wizard?.dataset.step;
    if (!step || step === before || !document.activeElement.matches('body, main [type=submit]')) return;
    // Fingers would have letters come up over half of the step.
    if (!matchMedia('(pointer: fine)').matches) return;
    const fields = 'input:not([type=hidden], [type=radio], :disabled), select, textarea';
    const places = [...wizard.querySelectorAll(`:is(input:checked, ${fields}, a, button)`)];
    places.some((place) => (place.focus(), place === document.activeElement));
  });

  // A page that came by a swap has its first field ready too.
  document.addEventListener('htmx:after:history:push', () => {
    const first = document.querySelector('main [autofocus]');
    if (first && !desk.isWriting(document.activeElement)) first.focus();
  });

  desk.on('input', '[data-colour]', (_event, source) => {
    const text = source.form.elements[source.dataset.colour];
    text.value = source.value;
    text.dispatchEvent(new Event('input', { bubbles: true }));
  });
  // What is chosen stays in sight.
  desk.on('input', '[data-filter]', (_event, input) => {
    const letters = input.value.trim().toLocaleLowerCase();
    const choices = [...input.closest('fieldset').querySelectorAll('.check')];
    for (const choice of choices)
      choice.hidden = !choice.querySelector(':checked') && !choice.textContent.toLocaleLowerCase().includes(letters);
    input.closest('fieldset').querySelector('[data-filter-none]').hidden = choices.some((choice) => !choice.hidden);
  });
  desk.on('keydown', '[data-filter]', (event) => event.key === 'Enter' && event.preventDefault());
  desk.on('click', '[data-reveal]', (_event, button) => {
    const input = document.getElementById(button.dataset.reveal);
    const shown = input.type === 'text';
    input.type = shown ? 'password' : 'text';
    button.setAttribute('aria-pressed', String(!shown));
  });
  desk.on('click', '[data-period-add]', (_event, button) => {
    const name = button.dataset.periodAdd;
    const periods = button.parentElement.querySelector('.periods');
    periods.querySelector('[data-closed]')?.remove();
    const period = Object.assign(document.createElement('span'), { className: 'line period' });
    for (const end of ['from', 'to']) {
      const input = Object.assign(document.createElement('input'), {
        className: 'input',
        type: 'time',
        name: `${name}.${end}`,
      });
      input.setAttribute('aria-label', button.title);
      period.append(input, end === 'from' ? ' – ' : '');
    }
    periods.append(period);
    period.querySelector('input').focus();
  });
  desk.on('click', '[data-token]', (_event, button) => {
    const field = document.getElementById(button.dataset.for);
    if (desk.insertIntoEditor?.(field, button.dataset.token)) return;
    field.setRangeText(button.dataset.token, field.selectionStart, field.selectionEnd, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.focus();
  });
  // The password's strength is only a hint; the server decides.
  desk.on('input', '[data-strength]', (_event, input) => {
    const meter = document.getElementById(input.dataset.strength);
    const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z0-9]/].filter((kind) => kind.test(input.value)).length;
    meter.value = Math.min(4, Math.floor(input.value.length / 5) + (kinds > 2 ? 1 : 0));
  });
}
