// Menus are <details>: one at a time, closed by Escape, by a click elsewhere and by a choice; arrows walk through them.
{
  const MENU = 'details.menu-host';
  const items = (menu) =>
    [...menu.querySelectorAll('.menu :is(a, button, input:not([type=hidden])):not([disabled])')].filter((item) =>
      item.checkVisibility(),
    );
  desk.menuItems = items;

  function close(menu, giveBackFocus) {
    menu.open = false;
    if (giveBackFocus) menu.querySelector('summary').focus();
  }

  function closeOthers(kept) {
    for (const menu of document.querySelectorAll(`${MENU}[open]`)) if (menu !== kept) close(menu, false);
  }

  document.addEventListener(
    'toggle',
    ({ target }) => {
      if (target instanceof HTMLDetailsElement && target.open && target.matches(MENU)) closeOthers(target);
    },
    true,
  );

  document.addEventListener('click', ({ target }) => {
    const menu = target.closest?.(MENU);
    closeOthers(menu);
    const chosen = target.closest?.('.menu :is(a, button)');
    // Later, so that the click still submits its form. What stood in the menu gives the focus back to its button: from there
    // a dialog takes it, and there it comes back to.
    if (menu && chosen && !chosen.hasAttribute('data-stay'))
      setTimeout(() => close(menu, menu.contains(document.activeElement)));
    const drawer = target.closest?.('[popover] a');
    if (drawer) drawer.closest('[popover]').hidePopover?.();
  });

  function walk(event, menu) {
    const all = items(menu);
    const at = all.indexOf(document.activeElement);
    const last = all.length - 1;
    const next = { ArrowDown: at === last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1, Home: 0, End: last }[
      event.key
    ];
    if (next === undefined || !all.length) return;
    event.preventDefault();
    menu.open = true;
    all[next].focus();
  }

  desk.on('keydown', MENU, (event, menu) => {
    if (event.key === 'Escape' && menu.open) {
      event.preventDefault();
      event.stopPropagation();
      close(menu, true);
    } else if (!desk.isWriting(event.target)) walk(event, menu);
  });
}
