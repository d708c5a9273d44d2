// Lines of a page that can die without a word, as when a machine changes from one network to another.

/** For `addInitScript`: `die()` takes every open line; none of them says, hears or ends anything from then on. */
export const MORTAL_LINES = `{
  const lines = [];
  globalThis.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      lines.push(this);
      for (const type of ['message', 'close', 'error'])
        this.addEventListener(type, (event) => this.isDead && event.stopImmediatePropagation());
    }
    send(data) { if (!this.isDead) super.send(data); }
    close(...given) { if (!this.isDead) super.close(...given); }
  };
  globalThis.die = () => { for (const one of lines) one.isDead = true; };
}`;

/** What tells a page that there is another network now. */
export const OTHER_NETWORK = `void dispatchEvent(new Event('online'))`;
