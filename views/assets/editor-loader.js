// Fetches the editor when somebody is about to write with it, and no page before that.
{
  let fetching = null;

  /** Whether it is here now; after a failure the next call asks again. */
  desk.fetchEditor = (src) =>
    (fetching ??= new Promise((done) => {
      const script = Object.assign(document.createElement('script'), { src, onload: () => done(true) });
      script.onerror = () => {
        fetching = null;
        script.remove();
        done(false);
      };
      document.head.append(script);
    }));

  // Scripts of single pages.
  const fetched = new Set();
  desk.fetchScript = (src) => {
    if (!src || fetched.has(src)) return;
    fetched.add(src);
    document.head.append(Object.assign(document.createElement('script'), { src }));
  };
  desk.whenChanged(() => {
    for (const { dataset } of document.querySelectorAll('[data-script]')) desk.fetchScript(dataset.script);
  });

  desk.whenChanged(() => {
    const field = document.querySelector('[data-rich]');
    if (field) void desk.fetchEditor(field.dataset.rich);
  });
}
