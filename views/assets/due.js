// Counts down what is due while a page stays open, in the words the server writes; colour and picture follow.
{
  const MINUTE = 60_000;
  const HOUR = 60 * MINUTE;
  const DAY = 24 * HOUR;
  const language = document.documentElement.lang;
  const plain = language === 'en-GB' ? 'en' : language;

  function unit(name, value) {
    return new Intl.NumberFormat(plain, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value);
  }

  /** As it stands behind “in” and “for”: some languages bend the word. */
  function days(value) {
    const parts = new Intl.RelativeTimeFormat(plain).formatToParts(value, 'day');
    return parts
      .slice(parts.findIndex(({ type }) => type === 'integer'))
      .map((part) => part.value)
      .join('');
  }

  function span(time) {
    if (time < MINUTE) return unit('second', Math.floor(time / 1000));
    if (time >= 2 * DAY) return days(Math.floor(time / DAY));
    const minutes = Math.floor((time % HOUR) / MINUTE);
    const hours = Math.floor(time / HOUR);
    if (hours === 0) return unit('minute', minutes);
    return minutes ? `${unit('hour', hours)} ${unit('minute', minutes)}` : unit('hour', hours);
  }

  function tick() {
    for (const chip of document.querySelectorAll('[data-due]')) {
      const left = Date.parse(chip.dataset.due) - Date.now();
      const isLate = left <= 0;
      const words = (isLate ? chip.dataset.late : chip.dataset.near).replace('#', span(Math.abs(left)));
      const shown = chip.querySelector('[data-due-words]');
      if (shown.textContent === words) continue;
      shown.textContent = words;
      chip.classList.toggle('bad', isLate);
      chip.classList.toggle('due', !isLate && left < HOUR);
      chip.classList.toggle('outline', left >= HOUR);
      const use = chip.querySelector('use');
      use.setAttribute('href', use.getAttribute('href').replace(/#.*/, isLate ? '#i-alert' : '#i-clock'));
    }
  }

  desk.whenChanged(tick);
  setInterval(tick, 1000);
}
