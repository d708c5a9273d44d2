// Sounds in a conversation: one button, where it is, how fast; the browser's own controls stay for pages without scripts.
{
  const SPEEDS = [1, 1.5, 2];
  /** Seconds an arrow key goes. */
  const STEP = 5;
  const KEYS = { ArrowLeft: -STEP, ArrowDown: -STEP, ArrowRight: STEP, ArrowUp: STEP };
  const of = (player) => player.querySelector('audio');
  const playerOf = (part) => part.closest('[data-player]');

  /** `1:05`, with hours when there are any, as the desk writes it. */
  function clock(seconds) {
    const whole = Math.floor(seconds);
    const two = (value) => String(value).padStart(2, '0');
    const minutes = Math.floor(whole / 60);
    if (minutes < 60) return `${minutes}:${two(whole % 60)}`;
    return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
  }

  /** Seconds; 0 while nobody knows. What a browser has recorded says nothing of its length, but the desk does. */
  function lengthOf(player) {
    const { duration } = of(player);
    return Number.isFinite(duration) ? duration : Number(player.dataset.seconds ?? 0);
  }

  /** Shows how it stands. A morph has made everything but the sound itself what it was at the start. */
  desk.showPlayer = (player) => {
    const audio = of(player);
    const length = lengthOf(player);
    const at = Math.min(audio.currentTime, length || Infinity);
    player.classList.toggle('playing', !audio.paused);
    player.querySelector('[data-play]').setAttribute('aria-pressed', String(!audio.paused));
    player.querySelector('[data-speed]').textContent =
      `${audio.playbackRate.toLocaleString(document.documentElement.lang)}×`;
    const range = player.querySelector('input');
    for (const part of [range, player.querySelector('progress')]) {
      part.max = length || 1;
      part.value = length ? at : 0;
    }
    const words = { at: clock(at), length: clock(length) };
    range.setAttribute(
      'aria-valuetext',
      range.dataset.of.replace(/#(\w+)/g, (_, name) => words[name]),
    );
    const bars = player.querySelectorAll('.wave rect');
    for (const [index, bar] of bars.entries())
      bar.classList.toggle('played', (index + 0.5) / bars.length <= at / length);
    player.querySelector('.length').textContent = audio.paused && at === 0 ? (length ? words.length : '') : words.at;
  };

  /** To a share of its length, 0 to 1. */
  async function seek(player, share) {
    const audio = of(player);
    if (lengthOf(player) === 0) {
      const known = new Promise((go) => audio.addEventListener('loadedmetadata', go, { once: true }));
      audio.preload = 'metadata';
      await known;
    }
    audio.currentTime = Math.min(1, Math.max(0, share)) * lengthOf(player);
    desk.showPlayer(player);
  }

  desk.whenChanged(() => {
    for (const player of document.querySelectorAll('[data-player]')) {
      player.classList.add('with-script');
      for (const part of player.querySelectorAll('[hidden]')) part.hidden = false;
      desk.showPlayer(player);
    }
  });

  desk.on('click', '[data-play]', (_event, button) => {
    const audio = of(playerOf(button));
    if (!audio.paused) return audio.pause();
    for (const other of document.querySelectorAll('[data-player] audio')) if (other !== audio) other.pause();
    // What cannot be played, or is paused before it begins, says so by not playing.
    return audio.play().catch(() => {});
  });

  desk.on('click', '[data-speed]', (_event, button) => {
    const player = playerOf(button);
    const audio = of(player);
    audio.playbackRate = SPEEDS[(SPEEDS.indexOf(audio.playbackRate) + 1) % SPEEDS.length];
    desk.showPlayer(player);
  });

  function seekTo({ clientX }, track) {
    const { left, width } = track.getBoundingClientRect();
    void seek(playerOf(track), (clientX - left) / width);
  }

  desk.on('pointerdown', '[data-track]', (event, track) => {
    if (event.button !== 0) return;
    track.setPointerCapture(event.pointerId);
    seekTo(event, track);
  });
  desk.on('pointermove', '[data-track]', (event, track) => {
    if (track.hasPointerCapture(event.pointerId)) seekTo(event, track);
  });
  desk.on('keydown', '[data-track] input', (event, range) => {
    const seconds = KEYS[event.key];
    if (seconds === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const player = playerOf(range);
    void seek(player, (of(player).currentTime + seconds) / lengthOf(player));
  });
  // By what else moves a slider: its first and last place, pages, a screen reader's own gestures.
  desk.on('input', '[data-track] input', (_event, range) => {
    void seek(playerOf(range), range.value / range.max);
  });

  for (const type of ['timeupdate', 'play', 'pause', 'ended', 'durationchange', 'seeked']) {
    document.addEventListener(
      type,
      ({ target }) => {
        const player = target.closest?.('[data-player]');
        if (player) desk.showPlayer(player);
      },
      true,
    );
  }
}
