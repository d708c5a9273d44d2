// Connecting a telephone system: its address, and an extension of whoever connects it, with which it is tried.
import type { Connect, ConnectContext, ConnectStep } from '../../core/contract/connect.ts';
import { reason, type Reason } from '../../core/contract/reason.ts';
import type { SettingsShape } from '../../core/contract/settings.ts';
import { readAgents } from './line/agents.ts';
import { whyNoAddress } from './line/far.ts';
import { tryExtension } from './line/trying.ts';
import { settings } from './settings.ts';

const FIELDS: SettingsShape = {
  address: settings.address,
  domain: settings.domain,
  country: settings.country,
  user: { type: 'text', required: true, pattern: '[\\w.+*#\\-]{1,64}', maximum: 64, group: 'extension' },
  password: { type: 'secret', required: true, maximum: 200, group: 'extension' },
  signsInAs: { type: 'text', pattern: '[^\\s"\\\\]*', maximum: 100, default: '', group: 'extension' },
};

type Values = Record<string, unknown>;

export const connect: Connect = async (input, _lastStep, context) => {
  if (input.kind === 'form') return answer(input.values, context);
  return form(known(context));
};

/** A password that was refused is typed anew. */
function again({ password: _password, ...values }: Values, errors: Record<string, Reason>): ConnectStep {
  return form(values, errors);
}

function form(values?: Values, errors?: Record<string, Reason>): ConnectStep {
  return { step: 'form', id: 'pbx', fields: FIELDS, values, errors };
}

/** Of an account that is changed. */
function known({ account, place }: ConnectContext): Values | undefined {
  if (!account) return undefined;
  const { agents, ...values } = account.values;
  return { ...values, ...readAgents(agents as string | undefined)[place.userId] };
}

function valuesNow({ account, plugin }: ConnectContext): Values {
  const running = plugin.accounts().find((one) => one.account.uniqueId === account?.uniqueId);
  return (account && (running?.account.settings ?? account.values)) ?? {};
}

/** Which field an answer is about. */
const ABOUT: Record<string, string> = {
  'pbx.no_address': 'address',
  'pbx.wrong_password': 'password',
  'pbx.forbidden': 'password',
  'pbx.unknown_extension': 'user',
};

async function answer(given: Values, context: ConnectContext): Promise<ConnectStep> {
  const { user, password, signsInAs, ...rest } = given;
  const values = { ...rest, address: String(given.address).trim() };
  const domain = String(given.domain).trim().toLowerCase();
  const unfit = whyNoAddress(values.address);
  if (unfit) return again(given, { address: unfit });
  if (context.account && context.account.uniqueId !== domain) {
    const why = reason('pbx.other_domain', 'This is another telephone system. Connect it as an account of its own.');
    return again(given, { domain: why });
  }
  const extension = { user: String(user), password: String(password), signsInAs: String(signsInAs ?? '') };
  const { outboundProxy } = (context.account?.values ?? {}) as { outboundProxy?: string };
  const why = await tryExtension(context.plugin, { address: values.address, domain, outboundProxy }, extension);
  if (why) return again(given, { [ABOUT[why.code] ?? 'base']: why });
  // Others of the team may have entered theirs while it was tried.
  const before = valuesNow(context);
  const agents = { ...readAgents(before.agents as string | undefined), [context.place.userId]: extension };
  const stored = { ...before, ...values, domain, agents: JSON.stringify(agents) };
  return { step: 'done', accounts: [{ uniqueId: domain, title: context.account?.title ?? domain, values: stored }] };
}
