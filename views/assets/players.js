// Voice messages: one button, how far it is, how fast; the browser's own controls stay for pages without scripts.
{
  const SPEEDS = [1, 1.5, 2];
  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
  const of = (player) => player.querySelector('audio');

  desk.whenChanged(() => {
    for (const player of document.querySelectorAll('[data-player]:not(.with-script)')) {
      player.classList.add('with-script');
      for (const part of player.querySelectorAll('[hidden]')) part.hidden = false;
    }
  });

  desk.on('click', '[data-play]', (_event, button) => {
    const audio = of(button.closest('[data-player]'));
    if (!audio.paused) return audio.pause();
    for (const other of document.querySelectorAll('[data-player] audio')) if (other !== audio) other.pause();
    return audio.play();
  });

  desk.on('click', '[data-speed]', (_event, button) => {
    const audio = of(button.closest('[data-player]'));
    const next = SPEEDS[(SPEEDS.indexOf(audio.playbackRate) + 1) % SPEEDS.length];
    audio.playbackRate = next;
    button.textContent = `${next}×`;
  });

  for (const type of ['timeupdate', 'play', 'pause', 'ended', 'loadedmetadata']) {
    document.addEventListener(
      type,
      ({ target }) => {
        const player = target.closest?.('[data-player]');
        if (!player) return;
        const progress = player.querySelector('progress');
        if (Number.isFinite(target.duration)) progress.max = target.duration;
        progress.value = target.currentTime;
        player.classList.toggle('playing', !target.paused);
        const shown = target.paused && target.currentTime === 0 ? progress.max : target.currentTime;
        player.querySelector('.length').textContent = clock(shown);
      },
      true,
    );
  }
}
