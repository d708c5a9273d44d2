// What the chat asks besides: an address to answer to, how it went, consent. Cards in the flow, answered or waved away.
const asked = { email: remembered('asked') === 'yes', rate: false };

function askingNodes(last) {
  if (chat.rate && config.rating && last && !asked.rate) return [kept('rating', last.id, ratingCard)];
  if (!chat.open && chat.rated > 0 && last)
    return [kept('rated', '', () => el('p', { class: 'event', role: 'status' }, t('rated')))];
  const away = view.state.now !== 'available';
  const wanted = config.askEmail === 'after' || (away && config.askEmail !== 'never');
  if (!last || !wanted || asked.email || visitor.contact.email || last.waiting) return [];
  const words = t(away ? 'ask_away' : 'ask_later');
  // Not redrawn when somebody comes back meanwhile: an address half typed would be gone.
  return [kept('email', '', () => emailCard(words, { later: true }))];
}

/** `later`: it can be waved away. Calls `andThen` when there is an address. */
function emailCard(words, { later = false, named = false, andThen = () => {} } = {}) {
  const email = el('input', {
    class: 'field',
    type: 'email',
    name: 'email',
    autocomplete: 'email',
    required: true,
    maxlength: 250,
    'aria-describedby': 'wrong',
  });
  const name = el('input', { class: 'field', name: 'name', autocomplete: 'name', maxlength: 200 });
  const wrong = el('p', { class: 'wrong', id: 'wrong', role: 'alert', hidden: true }, t('wrong_email'));
  const submit = (event) => {
    event.preventDefault();
    wrong.hidden = /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;"]+$/.test(email.value.trim());
    email.setAttribute('aria-invalid', String(!wrong.hidden));
    if (!wrong.hidden) return email.focus();
    visitor.contact = { email: email.value.trim(), ...(name.value.trim() && { name: name.value.trim() }) };
    visitor.told = send({ contact: visitor.contact });
    andThen();
    drawPanel();
    view.parts.text.focus();
  };
  const wave = () => {
    asked.email = true;
    remember('asked', 'yes');
    drawPanel();
  };
  return el(
    'form',
    { class: 'card', novalidate: true, onsubmit: submit },
    el('p', {}, words),
    named && el('label', {}, t('name'), name),
    el('label', {}, t('email'), email),
    wrong,
    el('button', { class: 'fill', type: 'submit' }, t('save')),
    later && notNow(wave),
  );
}

function notNow(onclick) {
  return el('button', { class: 'plain', type: 'button', onclick }, t('later'));
}

function starButtons(chose) {
  const stars = [1, 2, 3, 4, 5].map((score) => {
    const label = t('stars', { score });
    const choose = () => {
      for (const [index, star] of stars.entries()) {
        star.setAttribute('aria-pressed', String(index + 1 === score));
        star.classList.toggle('on', index < score);
      }
      chose(score);
    };
    const facts = { type: 'button', 'aria-pressed': 'false', 'aria-label': label, title: label, onclick: choose };
    return el('button', facts, icon('star'));
  });
  return stars;
}

function ratingCard() {
  const comment = el('textarea', {
    class: 'field',
    rows: 2,
    'aria-label': t('rate_words'),
    placeholder: t('rate_words'),
    hidden: true,
    maxlength: 2000,
  });
  const done = el('button', { class: 'fill', type: 'submit', hidden: true }, t('rate_send'));
  let chosen = 0;
  const stars = starButtons((score) => {
    chosen = score;
    for (const part of [comment, done]) part.hidden = false;
    toEnd(true);
  });
  const submit = (event) => {
    event.preventDefault();
    const words = comment.value.trim();
    if (chosen && !send({ rate: { score: chosen, ...(words && { comment: words }) } })) tell(t('lost'));
  };
  const wave = () => {
    asked.rate = true;
    drawMessages();
  };
  return el(
    'form',
    { class: 'card', onsubmit: submit },
    el('p', { id: 'rate' }, t('rate')),
    el('div', { class: 'stars', role: 'group', 'aria-labelledby': 'rate' }, ...stars),
    comment,
    done,
    notNow(wave),
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
    el('p', { dir: 'auto' }, plainText(config.consent.text)),
    el('button', { class: 'fill', type: 'button', onclick: agree }, t('agree')),
    fillsPage ? null : el('button', { class: 'plain', type: 'button', onclick: () => setOpen(false) }, t('decline')),
    el('p', { class: 'said' }, t('withdraw_later')),
  );
}

/** The desk has taken it down; this browser forgets who it was. */
function withdraw() {
  forgetToken();
  for (const name of ['agreed', 'asked', 'prompted']) remember(name, null);
  for (const name of ['open', 'draft']) remember(name, null, 'sessionStorage');
  visitor.agreed = !needsConsent;
  leaveLine();
  drawPanel();
  tell(t('withdrawn'));
}
