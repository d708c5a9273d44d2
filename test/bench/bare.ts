// A bare Fastify that sends the bytes of a file at every address: what a page is compared with. Prints its port.
import { readFileSync } from 'node:fs';
import Fastify from 'fastify';

const page = readFileSync(process.argv[2]!, 'utf8');
const server = Fastify();
server.get('/', async (_request, reply) => reply.type('text/html; charset=utf-8').send(page));
await server.listen({ port: 0, host: '127.0.0.1' });
process.stdout.write(`${(server.server.address() as { port: number }).port}\n`);
