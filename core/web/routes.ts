// Every page and form of the desk: one function for each file in routes/.
import type { FastifyInstance } from 'fastify';
import type { WebParts } from './web.ts';

export type Routes = (server: FastifyInstance, parts: WebParts) => void;

export const routes: Routes[] = [];
