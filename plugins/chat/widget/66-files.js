// Files by button, paste and drop: one after the other, with progress, to be cancelled or tried again.
const MOST_FILES = 10;
const tray = [];

function uploads(files) {
  if (!config.uploads || !visitor.agreed) return;
  for (const file of [...files].slice(0, MOST_FILES)) {
    // The same id again when it is tried again: the desk has it once.
    const one = { id: randomId(), file, state: 'waiting', why: '', part: 0 };
    if (file.size > config.uploads) fail(one, t('too_large', { size: sizeOf(config.uploads) }), false);
    tray.push(one);
  }
  tell('');
  nextUpload();
}

function pasted(event) {
  const files = event.clipboardData?.files ?? [];
  if (files.length === 0 || !config.uploads) return;
  event.preventDefault();
  uploads(files);
}

function fail(one, why, again = true) {
  Object.assign(one, { state: 'failed', why, again });
}

/** Begins with the next one, when there is a line and none is under way. */
function nextUpload() {
  drawTray();
  const one = tray.find(({ state }) => state === 'waiting');
  if (!one || tray.some(({ state }) => state === 'sending')) return;
  if (needsEmail()) drawPanel();
  else if (line.ready) transfer(one);
  else connect();
}

function transfer(one) {
  const { file, id } = one;
  const request = new XMLHttpRequest();
  Object.assign(one, { state: 'sending', request, part: 0 });
  request.open(
    'POST',
    `${config.desk}/channels/chat/files?id=${config.id}&name=${encodeURIComponent(file.name.slice(0, 120))}`,
  );
  request.setRequestHeader('authorization', `Bearer ${visitor.token}`);
  request.setRequestHeader('x-client-id', id);
  request.setRequestHeader('content-type', 'application/octet-stream');
  request.responseType = 'json';
  request.upload.onprogress = ({ loaded, total }) => {
    one.part = loaded / total;
    one.bar.value = one.part;
  };
  request.onloadend = () => ended(one, request);
  request.send(file);
  drawTray();
}

function ended(one, { status, response }) {
  if (!tray.includes(one)) return;
  const { message, error } = response ?? {};
  if (status === 200) {
    removeUpload(one);
    takeMessage(message);
    drawMessages();
    toEnd(true);
  } else if (status === 429) {
    one.state = 'later';
    setTimeout(() => ((one.state = 'waiting'), nextUpload()), 4000);
  } else
    fail(
      one,
      t(config.texts.en[`refused_${error}`] ? `refused_${error}` : 'refused'),
      status === 0 || status === 401 || status > 499,
    );
  nextUpload();
}

function removeUpload(one) {
  const at = tray.indexOf(one);
  if (at >= 0) tray.splice(at, 1);
  one.request?.abort();
}

function drawTray() {
  const rows = tray.map((one) => kept(`file ${one.id}`, one.state + one.why, () => trayRow(one)));
  arrange(view.parts.tray, rows);
}

function trayRow(one) {
  const { file, state, why, again, part } = one;
  const { name } = file;
  one.bar = el('progress', { max: 1, value: part, 'aria-label': t('uploading', { name }) });
  const retry = () => {
    one.state = 'waiting';
    nextUpload();
  };
  const drop = () => {
    removeUpload(one);
    nextUpload();
  };
  const isOver = state === 'failed';
  return el(
    'div',
    { class: 'up' },
    el(
      'div',
      {},
      el('span', { dir: 'auto' }, name),
      isOver ? el('p', { class: 'wrong', role: 'alert' }, why) : one.bar,
    ),
    isOver && again && el('button', { class: 'again', type: 'button', onclick: retry }, t('again')),
    tool('x', t(isOver ? 'remove' : 'cancel', { name }), drop),
  );
}
