// Another page, or another step of a wizard, begins at its top: the sheet that scrolls stays the same element.
{
  const placeNow = () => `${location.pathname} ${document.getElementById('wizard')?.dataset.step ?? ''}`;
  let place = placeNow();

  /** On a phone the tab one is on may lie beyond the edge. */
  function showTab() {
    for (const tabs of document.querySelectorAll('.tabs'))
      if (tabs.scrollWidth > tabs.clientWidth)
        tabs.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }
  showTab();

  function toTop() {
    const now = placeNow();
    if (now === place) return;
    place = now;
    document.getElementById('main')?.scrollTo(0, 0);
    showTab();
  }

  desk.whenChanged(toTop);
  document.addEventListener('htmx:after:history:push', toTop);
}
