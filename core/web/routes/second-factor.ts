// Two-factor sign-in: turning it on with a first code, recovery codes, turning it off (AD-2).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { codeField, currentPasswordField } from '../common-fields.ts';
import { formOf, orAgain, withWrong, type Wrong } from '../forms.ts';
import type { DialogModel } from '../models/forms.ts';
import { trusted } from '../models/shared.ts';
import type { Say } from '../pages.ts';
import { escapeHtml } from '../plain-text.ts';
import type { WebParts } from '../rooms.ts';

const MINE = { config: { permission: 'signed-in' } } as const;
const SECURITY = '/settings/security';
const PLACE = `${SECURITY}/second-factor`;

export function secondFactorRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales, pages } = parts;
  const { passwords, secondFactor, users } = rooms.accounts;
  codeRoutes(server, parts);

  server.get(PLACE, MINE, async (request, reply) => {
    if ((await users.find(request.viewer.userId))?.hasSecondFactor) return reply.goTo(SECURITY);
    return offerPage(parts, request, reply, null);
  });

  server.post(PLACE, MINE, async (request, reply) => {
    const form = formOf(request);
    const sealed = form.text('offer');
    return orAgain(
      locales,
      request,
      async () =>
        codesPage(parts, request, reply, await secondFactor.enable(request.viewer, sealed, form.text('code'))),
      (wrong) => offerPage(parts, request, reply, sealed, wrong),
    );
  });

  server.get(`${PLACE}/removal`, MINE, async (request, reply) => reply.dialog(removal(pages.say(request))));
  server.delete(PLACE, MINE, async (request, reply) =>
    orAgain(
      locales,
      request,
      async () => {
        await passwords.confirm(request.viewer, formOf(request).text('current'));
        await secondFactor.disable(request.viewer);
        cookies.say(reply, 'said.factor-off');
        return reply.goTo(SECURITY);
      },
      (wrong) => reply.dialog(removal(pages.say(request), wrong), 422),
    ),
  );
}

function codeRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, locales, pages } = parts;
  const { passwords, secondFactor } = rooms.accounts;

  server.get(`${PLACE}/recovery-codes`, MINE, async (request, reply) => reply.dialog(renewal(pages.say(request))));
  server.post(`${PLACE}/recovery-codes`, MINE, async (request, reply) =>
    orAgain(
      locales,
      request,
      async () => {
        await passwords.confirm(request.viewer, formOf(request).text('current'));
        const codes = await secondFactor.renewRecoveryCodes(request.viewer);
        return codesPage(parts, request, reply, codes);
      },
      (wrong) => reply.dialog(renewal(pages.say(request), wrong), 422),
    ),
  );
}

async function offerPage(
  { rooms, pages }: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  sealed: string | null,
  wrong?: Wrong,
): Promise<FastifyReply> {
  const { secondFactor } = rooms.accounts;
  const same = sealed === null ? null : await secondFactor.sameOffer(request.viewer, sealed);
  const offer = same ?? (await secondFactor.offer(request.viewer));
  const say = pages.say(request);
  const code = codeField(say, say('factor.code.help'));
  const picture = trusted(
    `<div class="qr-code" role="img" aria-label="${escapeHtml(say('factor.picture'))}">${offer.picture}</div>`,
  );
  const form = {
    action: PLACE,
    hidden: [{ name: 'offer', value: offer.sealed }],
    groups: [{ fields: withWrong([code], wrong ?? {}) }],
    submit: say('factor.submit'),
    back: SECURITY,
  };
  const content = {
    heading: say('factor.heading'),
    text: say('factor.text'),
    crumb: { label: say('security.heading'), href: SECURITY },
    narrow: true,
    sections: [
      { card: true, html: picture },
      { facts: [{ label: say('factor.secret'), value: offer.secret, mono: true }], form },
    ],
  };
  return pages.settings(request, reply, 'security', content, wrong ? 422 : 200);
}

/** Shown once: afterwards only their number is known. */
function codesPage({ pages }: WebParts, request: FastifyRequest, reply: FastifyReply, codes: string[]): FastifyReply {
  const say = pages.say(request);
  const list = codes.map((code) => `<li class="mono">${escapeHtml(code)}</li>`).join('');
  const content = {
    heading: say('codes.heading'),
    text: say('codes.text'),
    crumb: { label: say('security.heading'), href: SECURITY },
    narrow: true,
    sections: [
      { card: true, html: trusted(`<ul class="stack tight">${list}</ul>`) },
      { links: [], banners: [{ tone: 'warn' as const, text: say('codes.once') }] },
    ],
    links: [{ label: say('codes.done'), href: SECURITY, primary: true }],
  };
  return pages.settings(request, reply, 'security', content, 201);
}

function removal(say: Say, wrong: Wrong = {}): DialogModel {
  return {
    title: say('factor.removal.title'),
    text: say('factor.removal.text'),
    action: `${PLACE}?_method=DELETE`,
    groups: [{ fields: withWrong([currentPasswordField(say)], wrong) }],
    submit: say('factor.removal.submit'),
    danger: true,
    back: SECURITY,
  };
}

function renewal(say: Say, wrong: Wrong = {}): DialogModel {
  return {
    title: say('codes.renewal.title'),
    text: say('codes.renewal.text'),
    action: `${PLACE}/recovery-codes`,
    groups: [{ fields: withWrong([currentPasswordField(say)], wrong) }],
    submit: say('codes.renewal.submit'),
    back: SECURITY,
  };
}
