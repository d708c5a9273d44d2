// What becomes of a posted form: refused at its fields, asked about once more, or accepted.
import type { FastifyReply } from 'fastify';
import { last, readBody, type Sent } from '../answers/body.ts';
import { checkAnswers, type Checked, type Wrong } from '../answers/check.ts';
import { network, rateOf } from '../guard/rate.ts';
import { makeToken, PROOF_BITS, proves, readToken, type FormToken } from '../guard/token.ts';
import { accept, type Sound } from './accept.ts';
import { faceOf } from './face.ts';
import { dropPending, findPending, keepPending, pendingToken, readPendingToken, type Pending } from './pending.ts';
import { leadsTo, sendPage, webAddress, type Visit } from './visit.ts';

/** Submissions of one network to one form within an hour. */
const PER_HOUR = 30;
/** Milliseconds a browser without script has to take between showing and confirming. */
const UNHURRIED = 8000;

interface State {
  sent?: Sent;
  wrong?: Record<string, Wrong>;
  /** Text key below `public.` of what is said above the form. */
  notice?: string;
  token?: string;
  proof?: string;
  from?: string;
}

export function formPage(visit: Visit, state: State = {}, status = 200): FastifyReply {
  const { account, settings, fields, say, query } = visit;
  const { sent, wrong = {}, notice } = state;
  const face = faceOf({ settings, fields, say, query, typed: sent?.values, wrong });
  const problems = face.fields.filter(({ error }) => error).map(({ id, label }) => ({ id, label }));
  if (face.consent?.error) problems.push({ id: 'consent', label: say('public.consent') });
  const model = {
    face,
    notice: notice && say(`public.${notice}`),
    problems: problems.length > 0 ? problems : undefined,
    token: state.token ?? makeToken(account, account.account.uniqueId),
    proof: state.proof,
    bits: PROOF_BITS,
    from: state.from ?? visit.from,
    filesAgain: (sent?.files.length ?? 0) > 0 || undefined,
  };
  return sendPage(visit, 'form', model, status);
}

export async function submit(visit: Visit, body: Buffer, type: string): Promise<FastifyReply> {
  const { account } = visit;
  const sent = await readBody(body, type);
  if ('refused' in sent) return refused(visit, sent.refused.code);
  const from = webAddress(last(sent, 'from'));
  const token = readToken(account, account.account.uniqueId, last(sent, 'token'));
  if (!token) return formPage(visit, { sent, from, notice: 'stale' }, 422);
  const proof = last(sent, 'proof');
  const again = { sent, from, proof, token: token.text };
  const checked = await checkAnswers(visit.fields, sent, visit.say('public.yes'));
  const wrong = { ...checked.wrong, ...ownAddress(visit, checked), ...consentWrong(visit, sent) };
  if (Object.keys(wrong).length > 0) return formPage(visit, { ...again, wrong }, 422);
  if (!mayTry(visit)) return formPage(visit, { ...again, notice: 'too_often' }, 429);
  if (!proves(token.text, proof)) return hold(visit, again, checked, { body, type, key: token.nonce, from });
  return finish(visit, again, soundOf(visit, token, { body, type, sent, checked, from }));
}

function mayTry({ account, ip }: Visit): boolean {
  const most = Number(account.config.perHour ?? PER_HOUR);
  return rateOf(account).take(`${account.account.id} ${network(ip)}`, most);
}

function refused(visit: Visit, code: string): FastifyReply {
  const status = code === 'forms.too_large' ? 413 : 400;
  return sendPage(visit, 'problem', { text: visit.say(`reason.${code}`) }, status);
}

/** Whoever named an address of the desk would make it write to itself. */
function ownAddress({ account, fields }: Visit, { answers }: Checked): Record<string, Wrong> {
  const emails = fields.filter(({ kind }) => kind === 'email').map(({ id }) => id);
  const own = answers.find(({ field, value }) => emails.includes(field) && account.isOwnAddress(value));
  return own ? { [own.field]: { code: 'own_address' } } : {};
}

function consentWrong({ settings }: Visit, sent: Sent): Record<string, Wrong> {
  const missing = settings.consent === 'explicit' && last(sent, 'consent') !== 'on';
  return missing ? { consent: { code: 'consent' } } : {};
}

type Given = Pick<Sound, 'body' | 'type' | 'from' | 'checked'> & { sent: Sent };

function soundOf({ settings }: Visit, token: Pick<FormToken, 'nonce' | 'age'>, given: Given): Sound {
  const { body, type, from, checked, sent } = given;
  const consent = settings.consent === 'off' ? null : (settings.consentText ?? '');
  return { key: token.nonce, age: token.age, trap: last(sent, 'website'), body, type, from, checked, consent };
}

async function finish(visit: Visit, again: State, sound: Sound): Promise<FastifyReply> {
  const { account, settings, base, tail, embed, reply } = visit;
  const done = await accept(visit, sound).catch((error: unknown) => {
    account.log.error({ error }, 'A submission could not be stored');
    return 'failed' as const;
  });
  if (done === 'failed') return formPage(visit, { ...again, notice: 'try_again' }, 503);
  // A page that was sent before and came back with other words: one more press sends them as a message of their own.
  if (done === 'differs') return formPage(visit, { sent: again.sent, from: sound.from, notice: 'sent_before' }, 409);
  await dropPending(account, sound.key);
  const leads = embed ? null : leadsTo(settings);
  return reply
    .code(303)
    .header('location', leads?.href ?? `${base}/sent${tail}`)
    .send('');
}

/** Without proof of work somebody looks at what they are about to send, and takes a little longer. */
async function hold(
  visit: Visit,
  again: State,
  checked: Checked,
  one: Omit<Pending, 'at' | 'language'>,
): Promise<FastifyReply> {
  const { account, language } = visit;
  const kept = await keepPending(account, { ...one, language });
  if (!kept) return formPage(visit, { ...again, notice: 'try_again' }, 503);
  return confirmPage(visit, one.key, checked);
}

function confirmPage(visit: Visit, key: string, checked: Checked, notice?: string): FastifyReply {
  const answers = checked.answers.filter(({ hidden, value }) => !hidden && value !== '');
  const pending = pendingToken(visit.account, key);
  const model = { answers, pending, notice: notice && visit.say(`public.${notice}`) };
  return sendPage(visit, 'confirm', model, notice ? 422 : 200);
}

/** The second step of a browser without script. */
export async function confirm(visit: Visit, body: Buffer, type: string): Promise<FastifyReply> {
  const { account, fields, say } = visit;
  const given = await readBody(body, type);
  if ('refused' in given) return refused(visit, given.refused.code);
  const key = readPendingToken(account, last(given, 'pending'));
  const pending = key && (await findPending(account, key));
  if (!pending) return formPage(visit, { notice: 'stale' }, 422);
  const sent = await readBody(pending.body, pending.type);
  if ('refused' in sent) return refused(visit, sent.refused.code);
  const checked = await checkAnswers(fields, sent, say('public.yes'));
  const state = { sent, from: pending.from };
  const token = readToken(account, account.account.uniqueId, last(sent, 'token'));
  if (!token) return formPage(visit, { ...state, notice: 'stale' }, 422);
  if (Object.keys(checked.wrong).length > 0) return formPage(visit, { ...state, wrong: checked.wrong }, 422);
  if (token.age < UNHURRIED) return confirmPage(visit, pending.key, checked, 'not_so_fast');
  const { body: bytes, type: kind, from } = pending;
  return finish(visit, state, soundOf(visit, token, { body: bytes, type: kind, from, sent, checked }));
}
