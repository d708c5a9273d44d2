// A picture of a field: made small and square here, so that only a few kilobytes are sent and kept.
{
  const SIDE = 128;

  async function squareOf(file) {
    const picture = await createImageBitmap(file);
    const side = Math.min(picture.width, picture.height);
    const canvas = Object.assign(document.createElement('canvas'), { width: SIDE, height: SIDE });
    const [left, top] = [(picture.width - side) / 2, (picture.height - side) / 2];
    canvas.getContext('2d').drawImage(picture, left, top, side, side, 0, 0, SIDE, SIDE);
    return canvas.toDataURL('image/jpeg', 0.85);
  }

  function show(field, address) {
    const shown = field.querySelector('.picture-shown');
    const next = address
      ? Object.assign(document.createElement('img'), { src: address, alt: '', width: 48, height: 48 })
      : document.createElement('span');
    next.className = address ? 'picture-shown' : 'picture-shown none';
    shown.replaceWith(next);
    const value = field.querySelector('[type="hidden"]');
    value.value = address;
    field.querySelector('[data-picture-clear]').hidden = address === '';
    value.dispatchEvent(new Event('input', { bubbles: true }));
  }

  desk.whenChanged(() => {
    for (const field of document.querySelectorAll('[data-picture]')) {
      field.querySelector('[data-picture-file]').hidden = false;
      field.querySelector('[data-picture-clear]').hidden = field.querySelector('[type="hidden"]').value === '';
    }
  });
  desk.on('change', '[data-picture-file]', async (_event, input) => {
    const field = input.closest('[data-picture]');
    const [file] = input.files;
    if (!file) return;
    try {
      show(field, await squareOf(file));
      input.setCustomValidity('');
    } catch {
      input.value = '';
      input.setCustomValidity(field.dataset.tooLarge);
      input.reportValidity();
    }
  });
  desk.on('click', '[data-picture-clear]', (_event, button) => {
    const field = button.closest('[data-picture]');
    field.querySelector('[data-picture-file]').value = '';
    show(field, '');
  });
}
