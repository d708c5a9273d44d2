// What the server says it can, per provider; the lists follow what the real ones announce.
import type { Provider } from '../mailbox.ts';
import { LARGEST_LITERAL } from './parser.ts';

/** SASL mechanisms, as in `AUTH=PLAIN`. */
export type Mechanism = 'PLAIN' | 'LOGIN' | 'XOAUTH2' | 'OAUTHBEARER';

const BEFORE_SIGN_IN = 'IMAP4rev1 LITERAL+ SASL-IR ID ENABLE IDLE NAMESPACE';

const AFTER_SIGN_IN: Record<Provider, string> = {
  plain:
    'IMAP4rev1 LITERAL+ SASL-IR ID ENABLE IDLE NAMESPACE UIDPLUS MOVE UNSELECT CHILDREN SPECIAL-USE LIST-EXTENDED ' +
    `LIST-STATUS ESEARCH CONDSTORE QRESYNC OBJECTID APPENDLIMIT=${LARGEST_LITERAL}`,
  google:
    'IMAP4rev1 UNSELECT IDLE NAMESPACE ID CHILDREN X-GM-EXT-1 UIDPLUS ENABLE MOVE CONDSTORE ESEARCH UTF8=ACCEPT ' +
    'LIST-EXTENDED LIST-STATUS LITERAL- SPECIAL-USE APPENDLIMIT=35651584',
  microsoft: 'IMAP4 IMAP4rev1 SASL-IR UIDPLUS MOVE ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+',
};

/** Commands that only exist together with a capability. */
const NEEDED: Record<string, string> = {
  ENABLE: 'ENABLE',
  ID: 'ID',
  IDLE: 'IDLE',
  MOVE: 'MOVE',
  NAMESPACE: 'NAMESPACE',
  UNSELECT: 'UNSELECT',
  'UID EXPUNGE': 'UIDPLUS',
  'UID MOVE': 'MOVE',
};

export interface CapabilityContext {
  /** Set after sign-in. */
  provider?: Provider;
  mechanisms: Mechanism[];
  startTls: boolean;
  without: ReadonlySet<string>;
}

export function capabilities(context: CapabilityContext): string[] {
  const list = (context.provider ? AFTER_SIGN_IN[context.provider] : BEFORE_SIGN_IN).split(' ');
  if (!context.provider) {
    if (context.startTls) list.push('STARTTLS');
    list.push(...context.mechanisms.map((mechanism) => `AUTH=${mechanism}`));
  }
  return list.filter((name) => !context.without.has(name.toUpperCase()));
}

/** The capability a command needs, if any. */
export function neededCapability(command: string): string | undefined {
  return NEEDED[command];
}
