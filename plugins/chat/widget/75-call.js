// Calling from the chat: the desk's page for it, in a frame over the panel, loaded when somebody wants to call.
let callFrame = null;

function showCall() {
  const facts = { class: 'call', src: `${config.call}?embed=1`, allow: 'microphone; autoplay', title: t('call') };
  callFrame ??= el('iframe', facts);
  callFrame.hidden = false;
  if (!callFrame.isConnected) view.parts.panel.append(callFrame);
  callFrame.focus();
}

/** Hidden, not taken away: a call goes on behind the chat. */
addEventListener('message', ({ source, data }) => {
  if (!callFrame || source !== callFrame.contentWindow) return;
  if (data?.hubdesk === 'close') callFrame.hidden = true;
  if (data?.view === 'incoming') setOpen(true);
  if (data?.view === 'incoming') callFrame.hidden = false;
});
