// What a morph must not touch: what the reader has opened or is choosing.
htmx.registerExtension('desk-morph', {
  htmx_before_morph_attr(element, { attrName }) {
    if (attrName === 'open') return !(element instanceof HTMLDetailsElement || element instanceof HTMLDialogElement);
    if (attrName === 'data-offline') return false;
    return true;
  },
});
