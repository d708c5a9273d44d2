// Another page, or another step of a wizard, begins at its top: the sheet that scrolls stays the same element.
{
  const placeNow = () => `${location.pathname} ${document.getElementById('wizard')?.dataset.step ?? ''}`;
  let place = placeNow();

  function toTop() {
    const now = placeNow();
    if (now === place) return;
    place = now;
    document.getElementById('main')?.scrollTo(0, 0);
  }

  desk.whenChanged(toTop);
  document.addEventListener('htmx:after:history:push', toTop);
}
