// The moment a message is put off to: one of those offered, or a day and time typed by the writer's own clock (EM-18).
import type { FastifyRequest } from 'fastify';
import type { PartForm } from './multipart.ts';
import { atWall } from './present/later.ts';
import type { WebParts } from './rooms.ts';

/** `wrong` is the key of a sentence. Neither: now. */
export interface ChosenMoment {
  at?: Date;
  wrong?: string;
}

const YEAR = 366 * 24 * 3600_000;
/** What the button beside the field says instead of a moment. */
export const TYPED = 'typed';

/** Sending anyway keeps the moment chosen before (RE-9). */
export function chosenMoment(
  { rooms, renderer }: WebParts,
  request: FastifyRequest,
  form: Pick<PartForm, 'text'>,
): ChosenMoment {
  const said = form.text('later') || (form.text('anyway') ? form.text('laterAnyway') : '');
  if (!said) return {};
  const { language, timeZone } = request.viewContext;
  const typed = form.text('laterAt');
  const at = said === TYPED ? atWall(renderer.writer(language, timeZone), typed) : new Date(said);
  if (!at || Number.isNaN(at.getTime())) return { wrong: 'wrong.moment' };
  const now = rooms.clock.now().getTime();
  if (at.getTime() <= now) return { wrong: 'wrong.in_the_past' };
  if (at.getTime() > now + YEAR) return { wrong: 'wrong.in_a_year' };
  return { at };
}
