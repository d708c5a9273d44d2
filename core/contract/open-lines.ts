// The open lines of a channel's browsers: how many an internet address and an account have, and all of them at once.

export interface OpenLine {
  /** Public id. */
  account: string;
  /** Internet address. */
  address: string;
  close(code: number): void;
}

export interface LineRoom {
  /** Lines open at once: of an internet address (an office stands behind one), of an account. */
  perAddress: number;
  perAccount: number;
}

export class OpenLines<Line extends OpenLine> implements Iterable<Line> {
  readonly #room: LineRoom;
  readonly #all = new Set<Line>();
  readonly #byAddress = new Map<string, number>();
  readonly #byAccount = new Map<string, number>();

  constructor(room: LineRoom) {
    this.#room = room;
  }

  /** Whether one more fits. */
  hasRoom(address: string, account: string): boolean {
    const { perAddress, perAccount } = this.#room;
    return (this.#byAddress.get(address) ?? 0) < perAddress && (this.#byAccount.get(account) ?? 0) < perAccount;
  }

  /** From the moment it is open: who says nothing takes room as well. */
  add(line: Line): void {
    this.#all.add(line);
    count(this.#byAddress, line.address, 1);
    count(this.#byAccount, line.account, 1);
  }

  delete(line: Line): void {
    if (!this.#all.delete(line)) return;
    count(this.#byAddress, line.address, -1);
    count(this.#byAccount, line.account, -1);
  }

  /** Public ids of accounts that have any. */
  accounts(): string[] {
    return [...this.#byAccount.keys()];
  }

  /** Of an account, or with null all of them; `code` as in `CLOSED`. */
  close(account: string | null, code: number): void {
    for (const one of this.#all) if (account === null || one.account === account) one.close(code);
  }

  [Symbol.iterator](): Iterator<Line> {
    return this.#all[Symbol.iterator]();
  }
}

function count(counts: Map<string, number>, name: string, by: 1 | -1): void {
  const next = (counts.get(name) ?? 0) + by;
  if (next > 0) counts.set(name, next);
  else counts.delete(name);
}
