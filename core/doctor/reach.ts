// What the doctor sees from outside: the public address, its certificate, live lines through the proxy.
import { randomBytes } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { reason } from '../contract/reason.ts';
import type { Finding, Patient } from './shapes.ts';

const LIMIT = 8_000;
const DAY = 24 * 3_600_000;

interface Seen {
  status: number;
  body: { status?: string };
  /** When the certificate ends; null without encryption. */
  certificateEnds: Date | null;
  /** Whether a line was opened, and not only answered. */
  live: boolean;
}

export async function reachFindings({ publicUrl, running, now }: Patient): Promise<Finding[]> {
  if (!running)
    return [
      {
        state: 'warn',
        what: reason('doctor.not_running', 'The desk is not running'),
        mend: reason('doctor.not_running.mend', 'Start it: npm start'),
      },
    ];
  try {
    const seen = await look(publicUrl);
    return [...plainFindings(publicUrl), ...answerFindings(publicUrl, seen), ...certificateFindings(seen, now())];
  } catch (error) {
    return [...plainFindings(publicUrl), silent(publicUrl, error as Error & { code?: string })];
  }
}

async function look(publicUrl: string): Promise<Seen> {
  const [answer, live] = await Promise.all([ask(`${publicUrl}/healthz`), opensLine(`${publicUrl}/healthz`)]);
  return { ...answer, live };
}

// Read when it is first needed: for an ES module Node makes all that `node:http` could ever give, its own fetch among it.
const senderFor = async (address: string) =>
  (await (address.startsWith('https:') ? import('node:https') : import('node:http'))).request;

async function ask(address: string): Promise<Omit<Seen, 'live'>> {
  const send = await senderFor(address);
  return new Promise((done, failed) => {
    const signal = AbortSignal.timeout(LIMIT);
    const headers = { accept: 'application/json' };
    const asked = send(address, { headers, agent: false, signal }, (response) => {
      const certificate = (response.socket as Partial<TLSSocket>).getPeerCertificate?.();
      const certificateEnds = certificate?.valid_to ? new Date(certificate.valid_to) : null;
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text = (text + chunk).slice(0, 10_000)));
      response.on('error', failed);
      response.on('end', () => done({ status: response.statusCode ?? 0, body: bodyOf(text), certificateEnds }));
    });
    asked.on('error', failed);
    asked.end();
  });
}

/** As a page opens its live line; it is closed at once. */
async function opensLine(address: string): Promise<boolean> {
  const send = await senderFor(address);
  const line = { 'sec-websocket-version': '13', 'sec-websocket-key': randomBytes(16).toString('base64') };
  const headers = { connection: 'Upgrade', upgrade: 'websocket', ...line };
  return new Promise((done) => {
    const asked = send(address, { headers, agent: false, signal: AbortSignal.timeout(LIMIT) });
    asked.on('upgrade', (_response, socket) => {
      socket.destroy();
      done(true);
    });
    asked.on('response', (response) => {
      response.resume();
      done(false);
    });
    asked.on('error', () => done(false));
    asked.end();
  });
}

function bodyOf(text: string): Seen['body'] {
  try {
    return JSON.parse(text) as Seen['body'];
  } catch {
    return {};
  }
}

function plainFindings(url: string): Finding[] {
  if (url.startsWith('https:') || /\/\/(localhost|127\.|\[::1\])/.test(url)) return [];
  return [
    {
      state: 'warn',
      what: reason('doctor.plain', `${url} is not encrypted`, { url }),
      mend: reason(
        'doctor.plain.mend',
        'Put a proxy with a certificate in front and set publicUrl to its https address.',
      ),
    },
  ];
}

function answerFindings(url: string, { status, body, live }: Seen): Finding[] {
  if (body.status === undefined)
    return [
      {
        state: 'bad',
        what: reason('doctor.other_answers', `${url} is answered by something else (${status})`, { url, status }),
        mend: reason('doctor.other_answers.mend', 'Check publicUrl, and where the proxy leads.'),
      },
    ];
  const answers: Finding = { state: 'good', what: reason('doctor.answers', `${url} leads to this desk`, { url }) };
  if (live) return [answers, { state: 'good', what: reason('doctor.live', 'Live lines (WebSocket) come through') }];
  return [
    answers,
    {
      state: 'bad',
      what: reason(
        'doctor.no_live',
        'Live lines (WebSocket) do not come through the proxy: pages do not follow by themselves',
      ),
      mend: reason('doctor.no_live.mend', 'Let the proxy pass the headers Upgrade and Connection on.'),
    },
  ];
}

function certificateFindings({ certificateEnds }: Seen, now: Date): Finding[] {
  if (!certificateEnds) return [];
  const days = Math.floor((certificateEnds.getTime() - now.getTime()) / DAY);
  const what = reason('doctor.certificate', `The certificate is good for ${days} more days`, { days });
  if (days >= 14) return [{ state: 'good', what }];
  return [
    {
      state: days < 3 ? 'bad' : 'warn',
      what,
      mend: reason('doctor.certificate.mend', 'Renew it, or see why it does not renew itself.'),
    },
  ];
}

function silent(url: string, error: Error & { code?: string }): Finding {
  const detail = error.code ?? error.message;
  const isCertificate = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(detail);
  if (isCertificate)
    return {
      state: 'bad',
      what: reason('doctor.bad_certificate', `The certificate of ${url} is not accepted: ${detail}`, { url, detail }),
      mend: reason(
        'doctor.bad_certificate.mend',
        'Get one for exactly this name, with the whole chain, that has not ended.',
      ),
    };
  return {
    state: 'bad',
    what: reason('doctor.no_answer', `${url} does not answer: ${detail}`, { url, detail }),
    mend: reason('doctor.no_answer.mend', 'Check the name in DNS, the proxy, the firewall, and publicUrl.'),
  };
}
