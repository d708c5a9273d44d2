// What the chat asks besides: an address to answer to, how it went. Cards in the flow, answered or waved away.
const asked = { email: remembered('asked') === 'yes', note: '' };

function askingNodes(last) {
  if (chat.rate && config.rating && last) return [ratingCard()];
  if (chat.open === false && chat.rated > 0 && last) return [el('p', { class: 'event', role: 'status' }, t('rated'))];
  const away = view.state.now !== 'available';
  const wanted = config.askEmail === 'after' || (away && config.askEmail !== 'never');
  if (!last || !wanted || asked.email || visitor.contact.email || last.waiting) return [];
  return [emailCard(t(away ? 'ask_away' : 'ask_later'), { later: true })];
}

/** `later`: it can be waved away. Gives the address to `then` when it is one. */
function emailCard(words, { later = false, named = false, then = () => {} } = {}) {
  const email = el('input', { class: 'field', type: 'email', name: 'email', autocomplete: 'email', required: true });
  const name = el('input', { class: 'field', name: 'name', autocomplete: 'name' });
  const wrong = el('p', { class: 'wrong', role: 'alert', hidden: true }, t('wrong_email'));
  const submit = (event) => {
    event.preventDefault();
    wrong.hidden = email.value.trim() !== '' && email.checkValidity();
    if (!wrong.hidden) return email.focus();
    visitor.contact = { email: email.value.trim(), ...(name.value.trim() && { name: name.value.trim() }) };
    send({ contact: visitor.contact });
    then();
    drawMessages();
    view.parts.text.focus();
  };
  const wave = () => {
    asked.email = true;
    remember('asked', 'yes');
    drawMessages();
    view.parts.text.focus();
  };
  return el(
    'form',
    { class: 'card', novalidate: true, onsubmit: submit },
    el('p', {}, words),
    named && el('label', {}, t('name'), name),
    el('label', {}, t('email'), email),
    wrong,
    el('button', { class: 'fill', type: 'submit' }, t('save')),
    later && el('button', { class: 'plain', type: 'button', onclick: wave }, t('later')),
  );
}

function ratingCard() {
  const comment = el('textarea', { class: 'field', rows: 2, 'aria-label': t('rate_words'), placeholder: t('rate_words'), hidden: true });
  const done = el('button', { class: 'fill', type: 'submit', hidden: true }, t('rate_send'));
  const stars = [1, 2, 3, 4, 5].map((score) => {
    const label = t('stars', { score });
    return el('button', { type: 'button', role: 'radio', 'aria-checked': 'false', 'aria-label': label, title: label, onclick: () => choose(score) }, icon('star'));
  });
  let chosen = 0;
  function choose(score) {
    chosen = score;
    for (const [index, star] of stars.entries()) {
      star.setAttribute('aria-checked', String(index + 1 === score));
      star.classList.toggle('on', index < score);
    }
    for (const part of [comment, done]) part.hidden = false;
  }
  const submit = (event) => {
    event.preventDefault();
    if (chosen) send({ rate: { score: chosen, ...(comment.value.trim() && { comment: comment.value.trim() }) } });
  };
  return el(
    'form',
    { class: 'card', onsubmit: submit },
    el('p', { id: 'rate' }, t('rate')),
    el('div', { class: 'stars', role: 'radiogroup', 'aria-labelledby': 'rate' }, ...stars),
    comment,
    done,
  );
}

/** Asked once, before anything is sent or kept (PR-1). */
function consentCard() {
  const agree = () => {
    visitor.agreed = true;
    remember('agreed', 'yes');
    view.agreeing = true;
    drawPanel();
    connect();
    view.parts.text.focus();
  };
  return el(
    'div',
    { class: 'card' },
    el('p', {}, plainText(config.consent.text)),
    el('button', { class: 'fill', type: 'button', onclick: agree }, t('agree')),
    el('button', { class: 'plain', type: 'button', onclick: () => setOpen(false) }, t('decline')),
  );
}
