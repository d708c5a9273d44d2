// What a morph must not touch: what the reader has opened or is choosing, and columns that stay as they are.
htmx.registerExtension('desk-morph', {
  htmx_before_morph_node(element, { newNode }) {
    if (element.form?.id === 'wizard-form') asDrawn(element, newNode);
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

/** A step of a wizard answers the one before: what was typed and chosen there stands on it only where the desk says so. */
function asDrawn(field, drawn) {
  // A radio button may become a box: what is set now stays with it.
  if (drawn.type === 'checkbox' || drawn.type === 'radio') field.checked = drawn.defaultChecked;
  else if (drawn.defaultValue !== undefined && !['hidden', 'file'].includes(drawn.type)) field.value = drawn.defaultValue;
}
