// The shop's own script: a shortcut for its search, counted, and pages that change without loading.
addEventListener('keydown', (event) => {
  const { dataset } = document.documentElement;
  dataset.keys = String(Number(dataset.keys ?? 0) + 1);
  if (event.key !== '/' || event.target instanceof HTMLInputElement) return;
  event.preventDefault();
  document.getElementById('search').focus();
});
for (const link of document.querySelectorAll('a[data-soft]'))
  link.addEventListener('click', (event) => {
    event.preventDefault();
    history.pushState(null, '', link.href);
    document.title = link.textContent;
  });
