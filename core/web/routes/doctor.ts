// The doctor's page: what is wrong with the desk's set-up and how to mend it, and what each account says of itself (OP-6).
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { examine, type Finding } from '../../doctor/doctor.ts';
import type { Banner } from '../models/shared.ts';
import type { TableRow } from '../models/forms.ts';
import { channelText, reasonText, type Present } from '../present/marks.ts';
import { accountAddress } from '../present/accounts.ts';
import type { WebParts } from '../rooms.ts';
import { presentFor } from './inbox.ts';

const PLACE = '/settings/doctor';
const MANAGE = { config: { permission: 'workspace.manage' } } as const;
const TONES = { good: 'good', warn: 'warn', bad: 'bad' } as const;

export function doctorRoutes(server: FastifyInstance, parts: WebParts): void {
  const { pages } = parts;

  server.get(PLACE, MANAGE, async (request, reply) => {
    const say = pages.say(request);
    const present = presentFor(parts, request);
    const [findings, accounts] = await Promise.all([found(parts), accountRows(parts, request, present)]);
    const rows = inOrder(findings).map((one) => rowOf(present, say, one));
    const bad = [...findings, ...accounts].filter(({ state }) => state === 'bad').length;
    const banner: Banner = bad
      ? { tone: 'bad', text: say('doctor.bad', { count: bad }) }
      : { tone: 'good', text: say('doctor.good') };
    const columns = [{ label: say('doctor.state') }, { label: say('doctor.what') }];
    const table = (label: string, list: TableRow[]) => ({ label, columns, rows: list });
    const sections = [
      { card: true, title: say('doctor.desk'), table: table(say('doctor.desk'), rows) },
      {
        card: true,
        title: say('doctor.accounts'),
        table: table(
          say('doctor.accounts'),
          accounts.map(({ row }) => row),
        ),
      },
    ];
    return pages.settings(request, reply, 'doctor', {
      heading: say('settings.nav.doctor'),
      text: say('doctor.text'),
      banners: [banner],
      links: [{ label: say('health.check'), href: PLACE, icon: 'refresh' }],
      sections: accounts.length > 0 ? sections : sections.slice(0, 1),
    });
  });
}

function found({ rooms, options }: WebParts): Promise<Finding[]> {
  const { database, clock } = rooms;
  return examine({
    dataFolder: database.file.replace(/[^/\\]+$/, '').replace(/(.)[/\\]$/, '$1'),
    publicUrl: options.publicUrl,
    now: () => clock.now(),
    rows: database.rows,
    running: true,
  });
}

const inOrder = (findings: Finding[]) => findings.toSorted((one, other) => WEIGHT[one.state] - WEIGHT[other.state]);
const WEIGHT = { bad: 0, warn: 1, good: 2 };

type Say = (key: string, values?: Record<string, string | number>) => string;

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
