// This browser may be pushed to: asks for the permission, and gives the desk what it needs. Only on the page of settings.
{
  const box = () => document.querySelector('[data-push]');
  const isAble = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

  function show(state) {
    for (const part of box()?.querySelectorAll('[data-push-state]') ?? [])
      part.hidden = part.dataset.pushState !== state;
  }

  const worker = async () => {
    await navigator.serviceWorker.register('/push-worker.js');
    return navigator.serviceWorker.ready;
  };

  async function look() {
    if (!isAble) return show('none');
    if (Notification.permission === 'denied') return show('blocked');
    const known = await (await navigator.serviceWorker.getRegistration('/'))?.pushManager.getSubscription();
    // The list of devices says whether the desk still knows this one.
    return show(known && document.querySelector('[data-push-current]') ? 'on' : 'off');
  }

  async function begin() {
    if ((await Notification.requestPermission()) !== 'granted') return look();
    const { pushManager } = await worker();
    const subscription = await pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: box().dataset.push,
    });
    const { endpoint, keys } = subscription.toJSON();
    const body = new URLSearchParams({ endpoint, ...keys });
    const answer = await fetch(box().dataset.pushAddress, {
      method: 'POST',
      headers: { 'x-csrf-token': desk.csrf(), accept: 'application/json' },
      body,
    });
    if (!answer.ok && !answer.redirected) return show('failed');
    return location.reload();
  }

  desk.on('click', '[data-push-on]', () => void begin().catch(() => show('failed')));
  let shown = null;
  desk.whenChanged(() => {
    if (box() && box() !== shown) void look();
    shown = box();
  });
}
