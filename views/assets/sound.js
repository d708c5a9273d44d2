// A sound of a field: read here, looked at whether it is one, and heard before it is kept.
{
  const LARGEST = 400 * 1024;

  /** Bytes become text for the form; what is no MP3 or WAV throws. */
  async function addressOf(file) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const start = String.fromCharCode(...bytes.subarray(0, 12));
    const isWave = /^RIFF[^]{4}WAVE/.test(start);
    if (bytes.length > LARGEST || !(isWave || /^(ID3|\xff[\xe2-\xff])/.test(start))) throw new Error('No sound');
    let text = '';
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return `data:audio/${isWave ? 'wav' : 'mpeg'};base64,${btoa(text)}`;
  }

  /** Pages play what is theirs or was made on them, so that the address itself is not played. */
  function playable(address) {
    const [, type, base64] = /^data:([^;]+);base64,(.*)$/.exec(address);
    const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
    return URL.createObjectURL(new Blob([bytes], { type }));
  }

  function show(field) {
    const { value } = field.querySelector('[type="hidden"]');
    const player = field.querySelector('[data-sound-play]');
    if (player.src) URL.revokeObjectURL(player.src);
    if (value) player.src = playable(value);
    else player.removeAttribute('src');
    player.hidden = value === '';
    field.querySelector('[data-sound-clear]').hidden = value === '';
  }

  function keep(field, address) {
    const value = field.querySelector('[type="hidden"]');
    value.value = address;
    show(field);
    value.dispatchEvent(new Event('input', { bubbles: true }));
  }

  desk.whenChanged(() => {
    for (const field of document.querySelectorAll('[data-sound]')) {
      const input = field.querySelector('[data-sound-file]');
      if (!input.hidden) continue;
      input.hidden = false;
      show(field);
    }
  });
  desk.on('change', '[data-sound-file]', async (_event, input) => {
    const field = input.closest('[data-sound]');
    const [file] = input.files;
    if (!file) return;
    try {
      keep(field, await addressOf(file));
      input.setCustomValidity('');
    } catch {
      input.value = '';
      input.setCustomValidity(field.dataset.failed);
      input.reportValidity();
    }
  });
  desk.on('click', '[data-sound-clear]', (_event, button) => {
    const field = button.closest('[data-sound]');
    field.querySelector('[data-sound-file]').value = '';
    keep(field, '');
  });
}
