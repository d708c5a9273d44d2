// Small tools shared by all our scripts. Everything listens on the document, so that swapped-in parts need no set-up.
const desk = {
  /** Calls `run(event, element)` for events inside elements that match. */
  on(type, selector, run, options) {
    document.addEventListener(
      type,
      (event) => {
        const element = event.target instanceof Element ? event.target.closest(selector) : null;
        if (element) run(event, element);
      },
      options,
    );
  },

  /** Calls `run` now and whenever the page has changed: after its start and after every swap. */
  whenChanged(run) {
    document.addEventListener('htmx:after:swap', run);
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', run);
    else run();
  },

  /** Goes to an address of this desk as a link would, keeping what has not changed. */
  visit(address) {
    return htmx.ajax('GET', address, { target: 'body', swap: 'outerMorph', push: 'true' });
  },

  /** Applies `<hx-partial>` elements from anywhere but a request. */
  apply(html) {
    return htmx.swap({ text: html, sourceElement: document.body, swap: 'none' });
  },

  /** Whether the person is writing, so that letters are not commands. */
  isWriting(element) {
    if (!(element instanceof HTMLElement)) return false;
    if (element.isContentEditable || element.matches('textarea, select')) return true;
    return element.matches('input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=reset])');
  },

  csrf() {
    const headers = document.body.getAttribute('hx-headers:inherited');
    return headers ? JSON.parse(headers)['x-csrf-token'] : '';
  },
};
