// The only transaction: taken in turn, joined when nested, shared by explicit SQL and entities, told of in order.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { EntityManager, MikroORM } from '@mikro-orm/sqlite';
import type { Durability } from './durability.ts';
import { nativeOf } from './native.ts';
import { statementsOf, type Statements } from './statements.ts';
import { createTurns } from './turns.ts';

/** A transaction that is open now. */
export interface Open {
  em: EntityManager;
  statements: Statements;
  /** What runs once it has been committed. */
  after: (() => void)[];
  /** What was begun inside and goes on afterwards is outside. */
  over: boolean;
}

export interface WriteOptions {
  /** Goes before others that wait: somebody outside waits to be thanked. */
  urgent?: boolean;
  /**
   * Nobody is told that it is safe: a power cut may undo it, and then the desk does it once more by itself, as with the
   * processing of what was received. Never for anything that somebody relies on, or that must not be done twice.
   */
  repeatable?: boolean;
}

export interface Writing {
  /** The transaction of this chain of calls. */
  current(): Open | undefined;
  write<T>(work: (em: EntityManager) => Promise<T>, options?: WriteOptions): Promise<T>;
}

export async function createWriting(orm: MikroORM, durability: Durability, committed: () => void): Promise<Writing> {
  const connection = await nativeOf(orm, 'write');
  const statements = statementsOf(connection);
  const turns = createTurns();
  const chain = new AsyncLocalStorage<Open>();
  const inOrder = createOrder();
  const current = () => {
    const open = chain.getStore();
    return open?.over ? undefined : open;
  };

  async function transact<T>(open: Open, work: (em: EntityManager) => Promise<T>): Promise<T> {
    statements.run('begin immediate', []);
    try {
      const result = await chain.run(open, () => work(open.em));
      await open.em.flush();
      statements.run('commit', []);
      committed();
      return result;
    } catch (error) {
      if (connection.inTransaction) statements.run('rollback', []);
      throw error;
    } finally {
      open.over = true;
    }
  }

  return {
    current,
    async write(work, { urgent = false, repeatable = false } = {}) {
      const open = current();
      if (open) return work(open.em);
      const next = await turns.take(urgent);
      const fresh: Open = { em: entities(orm), statements, after: [], over: false };
      let told: Promise<void> | undefined;
      const result = await transact(fresh, work)
        .then((done) => {
          // Before anybody else's turn, so that what is told keeps the order of the commits.
          told = inOrder(repeatable ? undefined : durability.sure(), fresh.after);
          return done;
        })
        .finally(next);
      await told;
      return result;
    },
  };
}

/** Entities read and written within the transaction: the ORM believes to have begun it. */
function entities(orm: MikroORM): EntityManager {
  const em = orm.em.fork();
  em.setTransactionContext(orm.driver.getConnection('write').getClient() as never);
  return em;
}

/** What follows commits happens in the order of the commits, each after it is as safe as it was to be. */
function createOrder() {
  let last: Promise<unknown> | undefined;
  return (sure: Promise<void> | undefined, after: (() => void)[]): Promise<void> | undefined => {
    const run = () => {
      for (const one of after) one();
    };
    if (!sure && (!last || after.length === 0)) {
      run();
      return undefined;
    }
    const mine = Promise.all([sure, last?.catch(() => {})]).then(run);
    last = mine;
    const done = () => {
      if (last === mine) last = undefined;
    };
    mine.then(done, done);
    return mine;
  };
}
