// Keeps relative times true while a page stays open, written the way the server writes them.
{
  const MINUTE = 60_000;
  const HOUR = 60 * MINUTE;
  const root = document.documentElement;
  const plain = root.lang;
  const dated = plain === 'en' ? 'en-GB' : plain;

  function short(passed) {
    const unit = { style: 'unit', unit: 'minute', unitDisplay: 'short' };
    return new Intl.NumberFormat(plain, unit).format(Math.floor(passed / MINUTE));
  }

  function clock(at) {
    const shape = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: root.dataset.zone };
    return new Intl.DateTimeFormat(dated, shape).format(at);
  }

  function ago(passed) {
    const words = new Intl.RelativeTimeFormat(dated, { numeric: 'auto', style: 'short' });
    if (passed < MINUTE) return words.format(-Math.trunc(passed / 1000), 'second');
    return words.format(-Math.trunc(passed / MINUTE), 'minute');
  }

  // Older moments change their wording once a day; the next page brings them.
  function refresh() {
    for (const time of document.querySelectorAll('time[data-time]')) {
      const at = new Date(time.dateTime);
      const passed = Date.now() - at.getTime();
      if (passed < 0 || passed > HOUR + 2 * MINUTE) continue;
      const text = passed >= HOUR ? clock(at) : time.dataset.time === 'ago' ? ago(passed) : short(passed);
      if (time.textContent !== text) time.textContent = text;
    }
  }

  // The browser knows where the person is, the server only where it stands itself.
  function guess() {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    for (const select of document.querySelectorAll('select[data-guessed="time-zone"]')) {
      // The same place has two names in some lists.
      if (![...select.options].some(({ value }) => value === zone))
        select.add(new Option(zone.replaceAll('_', ' '), zone));
      select.value = zone;
      delete select.dataset.guessed;
    }
  }

  setInterval(refresh, 30_000);
  guess();
}
