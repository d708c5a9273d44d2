// Files of the composer go up at once, with their progress: chosen, dropped or pasted. Pictures pasted stand in the text.
{
  const FILES = (transfer) => [...(transfer?.files ?? [])];

  function changed(form) {
    form.querySelector('.attached').dispatchEvent(new Event('input', { bubbles: true }));
  }

  function busy(form, step) {
    const count = Number(form.dataset.uploading ?? 0) + step;
    form.dataset.uploading = String(count);
    const send = form.querySelector('[data-send]');
    if (send && !send.title.startsWith('!')) {
      send.setAttribute('aria-busy', String(count > 0));
      send.disabled = count > 0;
    }
  }

  function placeholder(file) {
    const item = Object.assign(document.createElement('li'), { className: 'file' });
    const words = document.createElement('span');
    const name = Object.assign(document.createElement('span'), { className: 'cut', textContent: file.name });
    const progress = Object.assign(document.createElement('progress'), { className: 'progress', max: 1, value: 0 });
    progress.setAttribute('aria-label', file.name);
    words.append(name, progress);
    item.append(words);
    return { item, progress, words };
  }

  function upload(form, file, editor) {
    const shown = placeholder(file);
    form.querySelector('.attached').append(shown.item);
    const request = new XMLHttpRequest();
    request.open('POST', form.dataset.upload);
    request.setRequestHeader('x-csrf-token', desk.csrf());
    request.setRequestHeader('hx-request', 'true');
    request.setRequestHeader('accept', 'text/html');
    request.upload.onprogress = ({ loaded, total }) => (shown.progress.value = total ? loaded / total : 0);
    request.onload = () => finish(form, shown, request.status < 400 ? request.responseText : '', editor);
    request.onerror = () => finish(form, shown, '');
    request.onloadend = () => busy(form, -1);
    const body = new FormData();
    body.append('file', file, file.name);
    busy(form, 1);
    request.send(body);
  }

  function finish(form, { item, words, progress }, html, editor) {
    const template = document.createElement('template');
    template.innerHTML = html;
    const done = template.content.querySelector('li');
    if (done) {
      item.replaceWith(done);
      const picture = editor?.isConnected && desk.composer && done.querySelector('.thumb img');
      if (picture)
        desk.editorOf(editor).insertPicture(picture.getAttribute('src'), done.querySelector('.cut').textContent);
      changed(form);
      return;
    }
    progress.remove();
    words.append(
      Object.assign(document.createElement('small'), {
        className: 'tick failed',
        textContent: form.dataset.uploadFailed,
      }),
    );
    setTimeout(() => item.remove(), 8000);
  }

  desk.on('change', '.composer input[type=file]', (_event, input) => {
    for (const file of input.files) upload(input.form, file);
    input.value = '';
  });
  desk.on('click', '.composer [data-remove]', (_event, button) => {
    const form = button.closest('form');
    button.closest('li').remove();
    changed(form);
  });

  const takes = (form) => form.querySelector('input[type=file]:not([disabled])') !== null;
  desk.on(
    'paste',
    '.composer',
    (event, form) => {
      const files = FILES(event.clipboardData);
      if (!files.length || !takes(form)) return;
      event.preventDefault();
      event.stopPropagation();
      const editor = event.target.closest('[data-editor]');
      for (const file of files) upload(form, file, editor);
    },
    true,
  );
  for (const type of ['dragenter', 'dragover', 'dragleave', 'drop']) {
    desk.on(
      type,
      '.thread',
      (event, thread) => {
        const form = thread.querySelector('.composer');
        if (!form || !takes(form) || !event.dataTransfer?.types.includes('Files')) return;
        event.preventDefault();
        form.classList.toggle('dropping', type === 'dragenter' || type === 'dragover');
        if (type !== 'drop') return;
        event.stopPropagation();
        for (const file of FILES(event.dataTransfer)) upload(form, file);
      },
      true,
    );
  }
}
