// Every page and form of the desk: one function for each file in routes/.
import type { FastifyInstance } from 'fastify';
import { content } from './routes/content.ts';
import { conversation } from './routes/conversation.ts';
import { handling } from './routes/handling.ts';
import { inbox } from './routes/inbox.ts';
import { messages } from './routes/messages.ts';
import type { WebParts } from './web.ts';

export type Routes = (server: FastifyInstance, parts: WebParts) => void;

export const routes: Routes[] = [inbox, conversation, handling, messages, content];
