// The only transaction: taken in turn, joined when nested, shared by explicit SQL and entities.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { EntityManager, MikroORM } from '@mikro-orm/sqlite';
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

export interface Writing {
  /** The transaction of this chain of calls. */
  current(): Open | undefined;
  write<T>(work: (em: EntityManager) => Promise<T>, urgent: boolean): Promise<T>;
}

export async function createWriting(orm: MikroORM): Promise<Writing> {
  const connection = await nativeOf(orm, 'write');
  const statements = statementsOf(connection);
  const turns = createTurns();
  const chain = new AsyncLocalStorage<Open>();
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
    async write(work, urgent) {
      const open = current();
      if (open) return work(open.em);
      const next = await turns.take(urgent);
      const fresh: Open = { em: entities(orm), statements, after: [], over: false };
      const result = await transact(fresh, work).finally(next);
      for (const one of fresh.after) one();
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
