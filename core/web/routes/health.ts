// For machines that watch: is the desk alive, and its figures in Prometheus' text form (OP-3).
import type { FastifyInstance } from 'fastify';
import type { WebParts } from '../rooms.ts';

export function health(server: FastifyInstance, parts: WebParts): void {
  const { database, clock } = parts.rooms;

  server.get('/health', { config: { permission: 'public' } }, async (_request, reply) => {
    await database.row('select 1 as one');
    return reply.send({ status: 'ok', now: clock.now().toISOString() });
  });

  server.get('/metrics', { config: { permission: 'metrics.read' } }, async (_request, reply) => {
    const rows = await database.rows<{ name: string; value: number }>(
      `select 'hubdesk_jobs{status="' || status || '"}' as name, count(*) as value from job group by status
       union all select 'hubdesk_arrivals_quarantined', count(*) from arrival where status = 'quarantined'
       union all select 'hubdesk_deliveries{status="' || status || '"}', count(*) from delivery where status in ('queued', 'sending', 'deferred', 'failed', 'unknown') group by status
       union all select 'hubdesk_accounts{state="' || replace(health_state, ' ', '_') || '"}', count(*) from channel_account where deleted_at is null group by health_state`,
    );
    const memory = process.memoryUsage();
    const lines = [
      ...rows.map((row) => `${row.name} ${row.value}`),
      `hubdesk_memory_resident_bytes ${memory.rss}`,
      `hubdesk_uptime_seconds ${Math.round(process.uptime())}`,
    ];
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(`${lines.join('\n')}\n`);
  });
}
