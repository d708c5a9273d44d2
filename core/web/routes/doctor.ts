// The doctor's page: what is wrong with the desk's set-up and how to mend it, and what each account says of itself (OP-6).
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Finding } from '../../doctor/doctor.ts';
import type { Banner } from '../models/shared.ts';
import type { Section, TableRow } from '../models/forms.ts';
import type { Say } from '../pages.ts';
import { channelText, reasonText, type Present } from '../present/marks.ts';
import { accountAddress } from '../present/accounts.ts';
import type { WebParts } from '../rooms.ts';
import { alarmRoutes, alarmSection, type DrawDoctor } from './alarm.ts';
import { presentFor } from './inbox.ts';

const PLACE = '/settings/doctor';
const MANAGE = { config: { permission: 'workspace.manage' } } as const;
const TONES = { good: 'good', warn: 'warn', bad: 'bad' } as const;

export function doctorRoutes(server: FastifyInstance, parts: WebParts): void {
  const { pages, rooms } = parts;
  const draw: DrawDoctor = async (request, reply, typed, wrong) => {
    const say = pages.say(request);
    const present = presentFor(parts, request);
    const [findings, accounts] = await Promise.all([rooms.doctor.look(), accountRows(parts, request, present)]);
    const rows = inOrder(findings).map((one) => rowOf(present, say, one));
    const banner = verdict(say, [...findings, ...accounts]);
    const found = [tableOf(say, 'doctor.desk', rows)];
    const ofAccounts = accounts.map(({ row }) => row);
    if (accounts.length > 0) found.push(tableOf(say, 'doctor.accounts', ofAccounts));
    const alarm = alarmSection(say, typed ?? (await rooms.doctor.alarm.settings()), wrong);
    const content = {
      heading: say('settings.nav.doctor'),
      text: say('doctor.text'),
      banners: [banner],
      links: [{ label: say('health.check'), href: PLACE, icon: 'refresh' }],
      sections: [...found, alarm],
    };
    return pages.settings(request, reply, 'doctor', content, wrong ? 422 : 200);
  };
  server.get(PLACE, MANAGE, async (request, reply) => draw(request, reply));
  alarmRoutes(server, parts, draw);
}

/** The worst there is decides. */
function verdict(say: Say, found: { state: Finding['state'] }[]): Banner {
  const [bad, warn] = (['bad', 'warn'] as const).map((state) => found.filter((one) => one.state === state).length);
  if (bad) return { tone: 'bad', text: say('doctor.bad', { count: bad }) };
  if (warn) return { tone: 'warn', text: say('doctor.warn', { count: warn }) };
  return { tone: 'good', text: say('doctor.good') };
}

function tableOf(say: Say, key: string, rows: TableRow[]): Section {
  const columns = [{ label: say('doctor.state') }, { label: say('doctor.what') }];
  return { card: true, title: say(key), table: { label: say(key), columns, rows } };
}

const inOrder = (findings: Finding[]) => findings.toSorted((one, other) => WEIGHT[one.state] - WEIGHT[other.state]);
const WEIGHT = { bad: 0, warn: 1, good: 2 };

function rowOf(present: Present, say: Say, { state, what, mend }: Finding): TableRow {
  return {
    cells: [
      { chips: [{ label: say(`doctor.state.${state}`), tone: TONES[state] }] },
      { text: reasonText(present, what), detail: mend && reasonText(present, mend) },
    ],
  };
}

/** What the channels themselves look at: signing in, names in DNS, certificates. */
async function accountRows(parts: WebParts, request: FastifyRequest, present: Present) {
  const { channels } = parts.rooms;
  const say = parts.pages.say(request);
  const lines = (await channels.accounts()).filter(({ account }) => account.active);
  const found = await Promise.all(
    lines.map(async ({ account }) => {
      const checks = await channels.check(account.id).catch(() => []);
      return checks
        .filter(({ state }) => state !== 'good')
        .map(({ code, state, detail }) => {
          const label = channelText(present, account.channel, `check.${code}`) ?? code;
          const words = [label, detail && reasonText(present, detail, account.channel)].filter(Boolean).join(': ');
          const cells = [
            { chips: [{ label: say(`doctor.state.${state}`), tone: TONES[state] }] },
            { text: account.title, href: `${accountAddress(account)}/health`, detail: words },
          ];
          return { state, row: { cells } };
        });
    }),
  );
  return found.flat().toSorted((one, other) => WEIGHT[one.state] - WEIGHT[other.state]);
}
