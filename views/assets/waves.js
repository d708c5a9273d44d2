// The shape of a sound in its player. It is decoded here and not at the desk: the browser knows every format it plays.
{
  const SVG = 'http://www.w3.org/2000/svg';
  /** In the picture's own units. */
  const [HEIGHT, BAR, GAP, LOWEST, HIGHEST] = [26, 2.4, 4, 3, 24];
  const BARS = 37;
  /** Bytes up to which a sound is fetched when it comes into view, and up to which at all, when it is played. */
  const SMALL = 2 * 1024 * 1024;
  const LARGEST = 16 * 1024 * 1024;
  /** Samples: a quarter of an hour of one voice at 48 kHz. They take 170 MB for a moment. */
  const MOST = 15 * 60 * 48_000;
  /** Samples a second that are kept: enough for a shape, and the fewest every browser makes. */
  const RATE = 8000;

  /** By address: what was found; null where the plain bar stays. */
  const shapes = new Map();
  /** By address: what ends the work. */
  const asked = new Map();
  let work = Promise.resolve();

  const addressOf = (player) => player.querySelector('audio').getAttribute('src');
  const playersOf = (address) =>
    [...document.querySelectorAll('[data-player]')].filter((player) => addressOf(player) === address);

  /** How loud each part is beside the loudest, 0 to 1. */
  function levelsOf(sound) {
    const channels = Array.from({ length: sound.numberOfChannels }, (_, index) => sound.getChannelData(index));
    const width = sound.length / BARS;
    const levels = Array.from({ length: BARS }, (_, bar) => {
      const [start, end] = [Math.floor(bar * width), Math.ceil((bar + 1) * width)];
      let sum = 0;
      for (const samples of channels) for (let at = start; at < end; at += 1) sum += (samples[at] ?? 0) ** 2;
      return Math.sqrt(sum / Math.max(1, end - start));
    });
    // Silence stays flat: below this nothing is heard.
    const loudest = Math.max(...levels, 0.003);
    return levels.map((level) => level / loudest);
  }

  /** Null for what is no sound we know, or too much of it. Throws when it does not come. */
  async function shapeOf(address, signal) {
    // As a whole, so that it is kept as a whole, and the player beside it asks for no more.
    const answer = await fetch(address, { signal });
    if (!answer.ok) throw new Error(`The sound was answered with ${answer.status}`);
    const bytes = await answer.arrayBuffer();
    if (desk.samplesOf(new Uint8Array(bytes)) > MOST) return null;
    try {
      const sound = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(bytes);
      return { seconds: sound.duration, levels: levelsOf(sound) };
    } catch {
      return null;
    }
  }

  function draw(player) {
    const shape = shapes.get(addressOf(player));
    if (!shape || player.querySelector('.wave')) return;
    const picture = document.createElementNS(SVG, 'svg');
    const set = (element, values) => {
      for (const [name, value] of Object.entries(values)) element.setAttribute(name, value);
    };
    set(picture, { class: 'wave', viewBox: `0 0 ${BARS * GAP} ${HEIGHT}`, 'aria-hidden': 'true' });
    for (const [index, level] of shape.levels.entries()) {
      const height = LOWEST + level * (HIGHEST - LOWEST);
      const bar = document.createElementNS(SVG, 'rect');
      set(bar, { x: index * GAP, y: (HEIGHT - height) / 2, width: BAR, height, rx: BAR / 2 });
      picture.append(bar);
    }
    player.querySelector('progress').before(picture);
    player.dataset.seconds ??= shape.seconds;
    desk.showPlayer(player);
  }

  /** One after the other, so that only one of them is unpacked in memory. */
  async function find(address, signal) {
    try {
      if (signal.aborted) return;
      shapes.set(address, await shapeOf(address, signal));
      for (const player of playersOf(address)) draw(player);
    } catch {
      // Gone, or without a way to the desk: asked again when it is seen again.
    } finally {
      asked.delete(address);
    }
  }

  function ask(player, most) {
    const address = addressOf(player);
    const bytes = Number(player.dataset.bytes ?? Infinity);
    if (bytes > most || shapes.has(address) || asked.has(address)) return;
    const end = new AbortController();
    asked.set(address, end);
    work = work.then(() => find(address, end.signal));
  }

  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      // Who asks for little data gets a shape of what they play.
      if (!navigator.connection?.saveData) ask(target, SMALL);
    }
  });

  document.addEventListener(
    'playing',
    ({ target }) => {
      const player = target.closest?.('[data-player]');
      if (player) ask(player, LARGEST);
    },
    true,
  );

  desk.whenChanged(() => {
    for (const [address, end] of asked) if (playersOf(address).length === 0) end.abort();
    for (const player of document.querySelectorAll('[data-player]')) {
      if (shapes.has(addressOf(player))) draw(player);
      else seen.observe(player);
    }
  });
}
