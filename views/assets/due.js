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

  /** Whether they were other ones before. */
  function say(element, words) {
    const shown = element.querySelector('[data-due-words]');
    if (shown.textContent === words) return false;
    shown.textContent = words;
    return true;
  }

  function showDue(chip) {
    const left = Date.parse(chip.dataset.due) - Date.now();
    const isLate = left <= 0;
    const words = isLate ? chip.dataset.late : chip.dataset.near;
    if (!say(chip, words.replace('#', span(Math.abs(left))))) return;
    chip.classList.toggle('bad', isLate);
    chip.classList.toggle('due', !isLate && left < HOUR);
    chip.classList.toggle('outline', left >= HOUR);
    const use = chip.querySelector('use');
    use.setAttribute('href', use.getAttribute('href').replace(/#.*/, isLate ? '#i-alert' : '#i-clock'));
  }

  /** The time in which one may write; when it is over, the composer says what may be done now. */
  function showWindow(clock) {
    const { window: ends, began, left: words, from } = clock.dataset;
    const left = Date.parse(ends) - Date.now();
    if (left <= 0) {
      delete clock.dataset.window;
      if (from) desk.fit(`<hx-partial hx-target="#${clock.id}" hx-swap="outerMorph" data-from="${from}"></hx-partial>`);
      return;
    }
    if (!say(clock, words.replace('#', span(left)))) return;
    clock.classList.toggle('due', left < HOUR);
    clock.classList.toggle('warn', left >= HOUR && left < 4 * HOUR);
    clock.classList.toggle('good', left >= 4 * HOUR);
    const used = Math.round(100 - (100 * left) / (Date.parse(ends) - Date.parse(began)));
    clock.querySelector('.ring :last-child').setAttribute('stroke-dasharray', `${used} 100`);
  }

  function tick() {
    for (const chip of document.querySelectorAll('[data-due]')) showDue(chip);
    for (const clock of document.querySelectorAll('[data-window]')) showWindow(clock);
  }

  desk.whenChanged(tick);
  setInterval(tick, 1000);
}
