// Writing: text, files by button, paste and drop, a few emoji, and that somebody is typing.
const EMOJI = [...'😀😅😂🙂😉😍🤔😬😢😡👍👎🙏👋💪🎉❤️🔥✅❓'].filter((sign) => sign !== '\uFE0F');
const typed = { told: 0, timer: 0 };

function answer(words) {
  const begins = chat.messages.size === 0 && flow;
  const id = say({ ...words, ...(begins && { flow: flow.id }) });
  takeMessage(waitingMessage(unsent.get(id)));
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
  answer({ text: words.slice(0, 8000) });
  return undefined;
}

function needsEmail() {
  return config.askEmail === 'before' && !visitor.contact.email && chat.messages.size === 0 && !flow?.opening?.length;
}

function fitText() {
  const { text, sender } = view.parts;
  text.rows = Math.min(5, text.value.split('\n').length + Math.floor(text.value.length / 60));
  sender.disabled = text.value.trim() === '';
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

async function upload(file) {
  if (!config.uploads || !file) return;
  if (file.size > config.uploads) return tell(t('too_large', { size: sizeOf(config.uploads) }));
  tell(t('uploading', { name: file.name }));
  const address = `${config.desk}/channels/chat/files?id=${config.id}&name=${encodeURIComponent(file.name.slice(0, 200))}`;
  const headers = { authorization: `Bearer ${visitor.token}`, 'x-client-id': randomId(), 'content-type': 'application/octet-stream' };
  try {
    const response = await fetch(address, { method: 'POST', headers, body: file });
    const { message, error } = await response.json();
    if (!response.ok) return tell(config.texts.en[`refused_${error}`] ? t(`refused_${error}`) : t('refused'));
    tell('');
    takeMessage(message);
    drawMessages();
    toEnd(true);
  } catch {
    tell(t('refused'));
  }
  return undefined;
}

function uploads(files) {
  for (const file of [...files].slice(0, 5)) void upload(file);
}

function pasted(event) {
  const files = event.clipboardData?.files ?? [];
  if (files.length === 0 || !config.uploads) return;
  event.preventDefault();
  uploads(files);
}

/** A line above the text; empty takes it away. */
function tell(words) {
  view.parts.status.textContent = words;
  view.parts.status.hidden = words === '';
}

function emojiPicker() {
  const put = (sign) => {
    const { text } = view.parts;
    text.setRangeText(sign, text.selectionStart, text.selectionEnd, 'end');
    picker.hidden = true;
    fitText();
    text.focus();
  };
  const signs = EMOJI.map((sign) => el('button', { type: 'button', 'aria-label': sign, onclick: () => put(sign) }, sign));
  const picker = el('div', { class: 'emoji', role: 'group', 'aria-label': t('emoji'), hidden: true }, ...signs);
  return picker;
}

function writer() {
  const text = el('textarea', { rows: 1, 'aria-label': t('write'), placeholder: t('write'), oninput: typing, onpaste: pasted, maxlength: 8000 });
  text.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submitText(event);
  });
  const file = el('input', { type: 'file', multiple: true, hidden: true, tabindex: -1, 'aria-label': t('file') });
  file.addEventListener('change', () => {
    uploads(file.files);
    file.value = '';
  });
  const picker = emojiPicker();
  const sender = el('button', { class: 'send', type: 'submit', title: t('send'), 'aria-label': t('send'), disabled: true }, icon('up'));
  const form = el(
    'form',
    { class: 'write', onsubmit: submitText },
    picker,
    text,
    tool('smile', t('emoji'), () => (picker.hidden = !picker.hidden)),
    config.uploads > 0 && tool('clip', t('file'), () => file.click()),
    file,
    sender,
  );
  return { form, text, sender };
}
