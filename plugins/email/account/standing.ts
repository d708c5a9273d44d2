// How the account is doing when mail comes in by one server and goes out by another: the worse of both is told.
import type { AccountContext } from '../../../core/contract/context.ts';
import type { Health, HealthState } from '../../../core/contract/health.ts';

/** From what needs a person most to what needs nobody. */
const GRAVITY: HealthState[] = ['needs sign-in', 'misconfigured', 'stopped', 'recovering', 'starting', 'connected'];

export type Side = 'receiving' | 'sending';

export interface Standing {
  /** `null`: nothing is wrong there, or nothing is known any more. */
  report(side: Side, health: Health | null): void;
  trouble(side: Side): Health | null;
}

/** `fetches`: only the receiving side can say that the account is connected. */
export function createStanding(context: Pick<AccountContext, 'health'>, fetches: boolean): Standing {
  const sides = new Map<Side, Health>();
  return {
    report(side, health) {
      if (health) sides.set(side, health);
      else sides.delete(side);
      const all = [...sides.values()].sort((one, other) => GRAVITY.indexOf(one.state) - GRAVITY.indexOf(other.state));
      const worst = all[0] ?? (fetches ? null : { state: 'connected' as const });
      if (worst) context.health(worst);
    },
    trouble: (side) => sides.get(side) ?? null,
  };
}
