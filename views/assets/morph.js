// What a morph must not touch: what the reader has opened or is choosing, and columns that stay as they are.
htmx.registerExtension('desk-morph', {
  // Of a column that is kept only the place was sent.
  htmx_before_morph_node: (_element, { newNode }) => newNode.dataset?.kept === undefined,
  htmx_before_morph_attr(element, { attrName }) {
    if (attrName === 'open') return !(element instanceof HTMLDetailsElement || element instanceof HTMLDialogElement);
    if (attrName === 'data-offline') return false;
    // What belongs to this page alone: its way back, the token of its session.
    if (element.dataset.keep === attrName) return false;
    if (attrName === 'value' && element.name === '_csrf') return false;
    return true;
  },
});
