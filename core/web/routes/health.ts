// For machines that watch: is the desk alive, and its figures in Prometheus' text form (OP-3).
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { BYTES_ON_DISK } from '../../database/words.ts';
import type { WebParts } from '../rooms.ts';

/** A family of figures: its help, and its values by their labels. */
interface Figures {
  name: string;
  type: 'gauge' | 'counter';
  help: string;
  values: { labels?: Record<string, string>; value: number }[];
}

export function health(server: FastifyInstance, parts: WebParts): void {
  const { database, clock, log } = parts.rooms;

  const alive = async (_request: unknown, reply: FastifyReply) => {
    reply.header('cache-control', 'no-store');
    const now = clock.now().toISOString();
    try {
      await database.row('select 1 as one');
    } catch (error) {
      log.error({ error }, 'The database does not answer');
      return reply.code(503).send({ status: 'database', now });
    }
    return reply.send({ status: 'ok', now });
  };
  for (const url of ['/healthz', '/health']) server.get(url, { config: { permission: 'public' } }, alive);

  const config = { permission: 'metrics.read', fromThisMachine: true } as const;
  server.get('/metrics', { config }, async (_request, reply) =>
    reply
      .type('text/plain; version=0.0.4; charset=utf-8')
      .header('cache-control', 'no-store')
      .send((await figuresOf(parts)).map(written).join('')),
  );
}

async function figuresOf(parts: WebParts): Promise<Figures[]> {
  return [...(await workFigures(parts)), ...(await accountFigures(parts)), ...(await machineFigures(parts))];
}

async function workFigures({ rooms }: WebParts): Promise<Figures[]> {
  const { database, clock } = rooms;
  const by = async (sql: string) =>
    (await database.rows<{ status: string; value: number }>(sql)).map(({ status, value }) => ({
      labels: { status },
      value,
    }));
  const one = async (sql: string, params: unknown[] = []) =>
    Number((await database.row<{ value: number | null }>(sql, params))?.value ?? 0);
  const now = clock.now().getTime();
  const oldest = await one(`select min(run_at) as value from job where status = 'queued' and run_at <= ?`, [now]);
  return [
    gauge('jobs', 'Pieces of work by status', await by('select status, count(*) as value from job group by status')),
    gauge('job_oldest_seconds', 'How long the oldest due piece of work has waited', [
      { value: oldest > 0 ? Math.round((now - oldest) / 1000) : 0 },
    ]),
    gauge(
      'deliveries',
      'Outgoing messages that are not settled, by status',
      await by(
        `select status, count(*) as value from delivery where status in ('queued', 'sending', 'deferred', 'failed', 'unknown') group by status`,
      ),
    ),
    gauge('arrivals_quarantined', 'Arrivals nobody could read', [
      { value: await one(`select count(*) as value from arrival where status = 'quarantined'`) },
    ]),
    // Numbers are never given twice, so the newest one counts all there ever were.
    counter('arrivals_total', 'Arrivals of all channels', await one('select max(id) as value from arrival')),
    counter('messages_total', 'Messages, comments and events', await one('select max(id) as value from message')),
    counter('events_total', 'What happened', await one('select max(id) as value from event')),
  ];
}

async function accountFigures({ rooms }: WebParts): Promise<Figures[]> {
  const rows = await rooms.database.rows<{ id: number; channel: string; state: string; active: number }>(
    'select id, channel, health_state as state, active from channel_account where deleted_at is null order by id',
  );
  const states = new Map<string, number>();
  for (const { state } of rows) states.set(state, (states.get(state) ?? 0) + 1);
  return [
    gauge(
      'accounts',
      'Channel accounts by how they are doing',
      [...states].map(([state, value]) => ({ labels: { state }, value })),
    ),
    gauge(
      'account_up',
      'Whether an account that is switched on is connected',
      rows
        .filter(({ active }) => active)
        .map(({ id, channel, state }) => ({
          labels: { account: String(id), channel },
          value: Number(state === 'connected'),
        })),
    ),
  ];
}

async function machineFigures({ rooms }: WebParts): Promise<Figures[]> {
  const disk = await statfs(dirname(rooms.database.file));
  const size = (await rooms.database.row<{ value: number }>(BYTES_ON_DISK))!;
  return [
    gauge('disk_free_bytes', 'Free room where the data folder is', [{ value: disk.bavail * disk.bsize }]),
    gauge('database_bytes', 'Size of the database', [{ value: Number(size.value) }]),
    gauge('memory_resident_bytes', 'Memory of the process', [{ value: process.memoryUsage.rss() }]),
    counter('uptime_seconds', 'Since the start', Math.round(process.uptime())),
  ];
}

function gauge(name: string, help: string, values: Figures['values']): Figures {
  return { name: `hubdesk_${name}`, type: 'gauge', help, values };
}

function counter(name: string, help: string, value: number): Figures {
  return { name: `hubdesk_${name}`, type: 'counter', help, values: [{ value }] };
}

function written({ name, type, help, values }: Figures): string {
  const lines = values.map(({ labels, value }) => {
    const pairs = Object.entries(labels ?? {}).map(([label, text]) => `${label}="${escaped(text)}"`);
    return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}\n`;
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

const escaped = (text: string) => text.replace(/[\\"\n]/g, (sign) => (sign === '\n' ? '\\n' : `\\${sign}`));
