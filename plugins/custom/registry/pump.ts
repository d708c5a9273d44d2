// What waits is sent: channel by channel in order, so that one bridge that is slow holds up no other.
import { dueHooks, keepOutcome, type Hook } from '../store/hooks.ts';
import type { Registry } from './registry.ts';

/** Looked at at once. */
const MOST = 50;

export class Pump {
  readonly #registry: Pick<Registry, 'context' | 'post'>;
  readonly #stopping = new AbortController();
  #running: Promise<void> | null = null;
  #again = false;

  constructor(registry: Pick<Registry, 'context' | 'post'>) {
    this.#registry = registry;
  }

  wake(): void {
    if (this.#stopping.signal.aborted) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = this.#run()
      .catch((error: unknown) => this.#registry.context.log.error({ error }, 'Events for bridges could not be sent'))
      .finally(() => {
        this.#running = null;
        if (this.#again) this.wake();
      });
  }

  /** What is under way is broken off and sent again by the next start. */
  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    this.#again = false;
    for (;;) {
      const due = await dueHooks(this.#registry.context, MOST);
      const channels = [...new Set(due.map(({ channelId }) => channelId))];
      await Promise.all(channels.map((id) => this.#sendAll(due.filter(({ channelId }) => channelId === id))));
      if (due.length < MOST || this.#stopping.signal.aborted) return;
    }
  }

  async #sendAll(hooks: Hook[]): Promise<void> {
    for (const hook of hooks) {
      const posted = await this.#registry.post(hook, this.#stopping.signal);
      if (this.#stopping.signal.aborted) return;
      await keepOutcome(this.#registry.context, hook.eventId, posted);
    }
  }
}
