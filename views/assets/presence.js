// Who is at work: acts, or does nothing and counts as away; who types.
{
  let actedAt = Date.now();
  const acts = () => {
    if (Date.now() - actedAt < 60_000) return;
    actedAt = Date.now();
    desk.live.send({ active: true });
  };
  for (const what of ['pointerdown', 'pointermove', 'keydown', 'wheel'])
    addEventListener(what, acts, { capture: true, passive: true });

  let typedAt = 0;
  desk.live.typing = (conversation, mode) => {
    if (Date.now() - typedAt < 3000) return;
    typedAt = Date.now();
    desk.live.send({ typing: { conversation: Number(conversation), mode } });
  };
}
