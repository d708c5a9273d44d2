// Writing: text, a few emoji, and that somebody is typing.
const EMOJI = [...'😀😅😂🙂😉😍🤔😬😢😡👍👎🙏👋💪🎉❤️🔥✅❓🚲'].filter((sign) => sign !== '\uFE0F');
const typed = { told: 0, timer: 0 };
/** Bytes of one frame the desk takes, with room for what stands around the words. */
const FRAME = 13_000;

function answer(words) {
  const begins = chat.messages.size === 0;
  if (begins) begun = flow ?? WELCOME;
  const frame = say({ ...words, ...(begins && flow && { flow: flow.id }) });
  takeMessage(waitingMessage(frame));
  asked.rate = false;
  emit('message', { from: 'visitor', text: words.text });
  drawMessages();
  toEnd(true);
}

function submitText(event) {
  event?.preventDefault();
  const { text } = view.parts;
  const words = text.value.trim();
  if (!words || needsEmail()) return drawPanel();
  text.value = '';
  fitText();
  stopTyping();
  tell('');
  for (const piece of pieces(words)) answer({ text: piece });
  return undefined;
}

/** What does not fit into one frame becomes several messages, parted at a space. */
function pieces(words) {
  if (words === '') return [];
  if (words.length < 8000 && new TextEncoder().encode(JSON.stringify(words)).length < FRAME) return [words];
  const half = words.length >> 1;
  const space = words.lastIndexOf(' ', half);
  const at = space > half / 2 ? space : half + Number(/[\uDC00-\uDFFF]/.test(words[half]));
  return [...pieces(words.slice(0, at).trim()), ...pieces(words.slice(at).trim())];
}

function needsEmail() {
  return config.askEmail === 'before' && !visitor.contact.email && chat.messages.size === 0 && !flow?.opening?.length;
}

function fitText() {
  const { text, sender } = view.parts;
  // Browsers that do not grow the field by themselves.
  text.rows = Math.min(5, text.value.split('\n').length + Math.floor(text.value.length / 60));
  sender.disabled = text.value.trim() === '';
  remember('draft', text.value || null, 'sessionStorage');
}

function typing() {
  fitText();
  clearTimeout(typed.timer);
  typed.timer = setTimeout(stopTyping, 4000);
  if (Date.now() - typed.told < 3000) return;
  typed.told = Date.now();
  send({ typing: true });
}

function stopTyping() {
  clearTimeout(typed.timer);
  if (typed.told) send({ typing: false });
  typed.told = 0;
}

/** A line above the text; empty takes it away. */
function tell(words) {
  view.parts.status.textContent = words;
  view.parts.status.hidden = words === '';
}

function emojiPicker() {
  const signs = EMOJI.map((sign) => {
    const put = () => {
      const { text } = view.parts;
      text.setRangeText(sign, text.selectionStart, text.selectionEnd, 'end');
      opener.show(false);
      fitText();
      text.focus();
    };
    return el('button', { type: 'button', 'aria-label': sign, onclick: put }, sign);
  });
  const box = el('div', { class: 'emoji', role: 'group', 'aria-label': t('emoji'), hidden: true }, ...signs);
  const opener = popup('smile', t('emoji'), box);
  return { box, button: opener.button };
}

function writer() {
  const text = el('textarea', {
    rows: 1,
    dir: 'auto',
    enterkeyhint: 'send',
    'aria-label': t('write'),
    placeholder: t('write'),
    oninput: typing,
    onpaste: pasted,
    maxlength: 40000,
  });
  text.addEventListener('keydown', (event) => {
    // 229: a word is being composed, in browsers that do not say so otherwise.
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229) submitText(event);
  });
  const file = el('input', { type: 'file', multiple: true, hidden: true, tabindex: -1, 'aria-label': t('file') });
  file.addEventListener('change', () => {
    uploads(file.files);
    file.value = '';
  });
  const { box, button } = emojiPicker();
  const sender = el(
    'button',
    { class: 'send', type: 'submit', title: t('send'), 'aria-label': t('send'), disabled: true },
    icon('up'),
  );
  const clip = tool('clip', t('file'), () => file.click());
  const form = el('form', { class: 'write', onsubmit: submitText }, box, text, button, clip, file, sender);
  return { form, text, sender, clip };
}
