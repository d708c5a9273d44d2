// Remembers what was written for a key, up to a number of keys: the same rows are drawn again and again.

export class Memo {
  #most: number;
  #known = new Map<string, string>();

  /** `most`: how many keys are kept; then everything is forgotten at once. Zero keeps nothing. */
  constructor(most: number) {
    this.#most = most;
  }

  once(key: string, write: () => string): string {
    if (this.#most === 0) return write();
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#known.size >= this.#most) this.#known.clear();
    // A text put together of many pieces stays in pieces until it is read: joined once, not with every page it stands in.
    const text = Buffer.from(write()).toString();
    this.#known.set(key, text);
    return text;
  }
}
