// Everything the SMTP server accepted, in order, and who waits for it.
import type { SentMail } from './smtp.ts';

export class Outbox {
  readonly sent: SentMail[] = [];
  readonly #listeners = new Set<(mail: SentMail) => void>();
  /** How many mails `next` has handed out. */
  #taken = 0;

  add(mail: SentMail): void {
    this.sent.push(mail);
    for (const listener of this.#listeners) listener(mail);
  }

  /** Calls back for every mail from now on; gives the way to stop it. */
  listen(listener: (mail: SentMail) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The oldest mail not handed out yet, or the next to come; rejects after `within` milliseconds. */
  async next(within: number): Promise<SentMail> {
    const place = this.#taken++;
    const ready = this.sent[place];
    if (ready) return ready;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        stop();
        this.#taken--;
        reject(new Error(`No mail was sent within ${within} ms`));
      }, within);
      const stop = this.listen(() => {
        const mail = this.sent[place];
        if (!mail) return;
        clearTimeout(timer);
        stop();
        resolve(mail);
      });
    });
  }
}
