// API: templates of an account, which can be sent at any time.
import type { FastifyRequest } from 'fastify';
import { may } from '../accounts/accounts.ts';
import { templateObstacle } from '../contract/template-filling.ts';
import type { Template } from '../contract/template.ts';
import { notFound } from '../kernel/errors.ts';
import type { ApiRooms } from './rooms.ts';
import { keyOf, type ApiRoute } from './route.ts';
import { Type } from './schema.ts';
import { TemplateShape } from './template-shapes.ts';

export function templateRoutes({ channels, outbound }: ApiRooms): ApiRoute[] {
  return [
    {
      method: 'GET',
      url: '/accounts/:key/templates',
      permission: 'conversation.answer',
      tag: 'messages',
      summary: 'Messages an account keeps ready, with what each leaves open',
      answer: Type.Object({ items: Type.Array(TemplateShape) }),
      run: list,
    },
  ];

  async function list(request: FastifyRequest) {
    const account = await channels.account(keyOf(request));
    if (!account || !may(request.viewer, 'conversation.answer', account)) throw notFound('account');
    const found = await outbound.templates(account.id);
    return { items: (found?.templates ?? []).map(templateView) };
  }
}

function templateView(template: Template) {
  const {
    name,
    language,
    category,
    status,
    quality = 'unknown',
    header,
    body,
    footer,
    buttons,
    cards,
    parameters,
  } = template;
  return {
    ...{ name, language, category, status, quality, header, body, footer, buttons, cards },
    why: templateObstacle(template)?.text ?? null,
    parameters: parameters
      .filter(({ preset }) => preset === undefined)
      .map(({ key, kind, name: called, optional, example, maximum, types }) => ({
        ...{ key, kind, name: called, required: !optional, example, maximum, types },
      })),
  };
}
