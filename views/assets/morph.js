// What a morph must not touch: what the reader has opened or is choosing, and columns that stay as they are.
htmx.registerExtension('desk-morph', {
  htmx_before_morph_node(element, { newNode }) {
    // A step of a wizard answers the one before: what was typed and chosen there stands on it only where the desk says so.
    if (element.id === 'wizard-form') element.reset();
    // What was said is said to its end, and can be undone as long, while the page beneath it is drawn again.
    if (element.id === 'toasts' && desk.redraws && !newNode.firstElementChild) return false;
    // Of a column that is kept only the place was sent.
    return newNode.dataset?.kept === undefined;
  },
  htmx_before_morph_attr(element, { attrName }) {
    if (attrName === 'open') return !(element instanceof HTMLDetailsElement || element instanceof HTMLDialogElement);
    if (attrName === 'data-offline') return false;
    // What belongs to this page alone: its way back, the token of its session.
    if (element.dataset.keep === attrName) return false;
    if (attrName === 'value' && element.name === '_csrf') return false;
    return true;
  },
});
