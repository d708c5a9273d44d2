// On pages of other sites: puts the form where the script stands and keeps its frame as high as the form is.
(() => {
  const script = document.currentScript;
  const { origin, searchParams } = new URL(script.src);
  const id = searchParams.get('id');
  const frames = new Set();

  function addressOf(form) {
    const address = new URL(`/f/${encodeURIComponent(form)}/embed`, origin);
    // What the page was called with may fill hidden fields; their names are set in the form.
    for (const [name, value] of new URLSearchParams(location.search)) address.searchParams.set(name, value);
    const language = searchParams.get('lang') ?? document.documentElement.lang;
    if (language) address.searchParams.set('lang', language);
    address.searchParams.set('theme', searchParams.get('theme') ?? themeHere());
    address.searchParams.set('from', location.origin + location.pathname);
    return address.href;
  }

  /** A page that says that it can be dark is so where the device asks for it. */
  function themeHere() {
    const dark = /dark/.test(getComputedStyle(document.documentElement).colorScheme);
    return dark && matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  }

  function place(form) {
    const frame = document.createElement('iframe');
    frame.src = addressOf(form);
    frame.title = searchParams.get('title') ?? 'Form';
    Object.assign(frame.style, { width: '100%', height: '480px', border: '0', display: 'block' });
    script.after(frame);
    frames.add(frame);
  }

  if (id) place(id);

  addEventListener('message', ({ origin: from, source, data }) => {
    if (from !== origin || data?.hubdesk !== 'form') return;
    const all = [...frames, ...document.querySelectorAll('iframe[data-hubdesk-form]')];
    const frame = all.find((one) => one.contentWindow === source);
    if (!frame) return;
    if (data.height > 0 && data.height < 20000) frame.style.height = `${Math.ceil(data.height)}px`;
    if (data.sent) frame.dispatchEvent(new CustomEvent('hubdesk:sent', { bubbles: true }));
    if (data.sent && String(data.leads).startsWith('https://')) location.assign(data.leads);
  });
})();
