// Going through the chosen numbers until each can send, then what customers see of them, then the accounts are made.
import type { ConnectContext, ConnectStep } from '../../../../core/contract/connect.ts';
import { Login } from '../../wizard/login.ts';
import type { OwnNumber } from '../account/portfolio.ts';
import { nameOf, Remote } from '../remote.ts';
import { askMethod, askPin } from './code.ts';
import { LOGIN, memoryOf } from './memory.ts';
import { askNumber } from './numbers.ts';
import { askProfile } from './profile.ts';

export async function goOn(context: ConnectContext): Promise<ConnectStep> {
  const memory = memoryOf(context);
  const { todo = [], ready = [] } = memory;
  if (memory.wantsNew) return askNumber(context);
  const [first] = todo;
  if (first && !first.isVerified) return askMethod(context);
  if (first && !first.isRegistered) return askPin(context);
  if (first) {
    Object.assign(memory, { todo: todo.slice(1), ready: [...ready, first] });
    return goOn(context);
  }
  // Several numbers keep what each shows; a single one is looked at.
  if (ready.length === 1 && !memory.hasProfile) return askProfile(context, ready[0]!);
  return finish(context, ready);
}

async function finish(context: ConnectContext, numbers: OwnNumber[]): Promise<ConnectStep> {
  const { accountId: businessAccountId = '', token = '' } = memoryOf(context);
  const login = new Login(LOGIN, context);
  const remote = new Remote(context.plugin, { phoneNumberId: '', businessAccountId, token });
  const refused = await remote.subscribe();
  if (refused) return { step: 'stop', why: refused };
  const common = { ...login.values(), businessAccountId, token };
  const accounts = numbers.map(({ id, name, shown }) => ({
    uniqueId: id,
    title: nameOf({ name, displayNumber: shown }),
    values: { ...common, phoneNumberId: id, displayNumber: shown },
    credentialExpiresAt: login.endsAt,
  }));
  return { step: 'done', accounts };
}
