// Fetches the editor only where something can be written with it.
{
  let wanted = '';
  desk.whenChanged(() => {
    const place = document.querySelector('[data-composer], [data-rich]');
    const address = place && (place.dataset.composer ?? place.dataset.rich);
    if (!address || address === wanted) return;
    wanted = address;
    document.head.append(Object.assign(document.createElement('script'), { src: address }));
  });
}
