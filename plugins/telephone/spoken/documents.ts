// What callers and members of the team hear, and where their call goes on from there.
import type { AccountContext } from '../../../core/contract/context.ts';
import { numberIn } from '../provider/reading.ts';
import { settingsOf } from '../settings.ts';
import { hookAt, roomOf } from './addresses.ts';
import { soundAddress } from './sounds.ts';
import { verb, type Verb } from './twiml.ts';

type Voice = Pick<AccountContext, 'account' | 'publicUrl' | 'sign' | 'text'>;
type Sentence = 'notice' | 'wait' | 'voicemail' | 'closed' | 'goodbye' | 'nothing' | 'thanks' | 'member';

/** Seconds. */
const FORWARD_RINGS = '30';
const TURN = '15';

function say(context: Voice, words: string): Verb {
  const { language, voice } = settingsOf(context.account);
  return verb('Say', { language, voice: voice || undefined }, words);
}

/** What somebody has written for it, or the channel's own sentence in the language that is spoken. */
function sentence(context: Voice, own: string | undefined, name: Sentence, params?: Record<string, string>): Verb {
  const language = settingsOf(context.account).language.slice(0, 2);
  return say(context, own?.trim() || context.text(language, `say.${name}`, params));
}

const hangUp = (): Verb => verb('Hangup');
export const reject = (): Verb[] => [verb('Reject')];
export const goodbye = (): Verb[] => [hangUp()];

/** Somebody calls: greeting, notice, then the room in which they wait for a member of the team. */
export function greet(context: Voice, key: string): Verb[] {
  const { greeting, greetingFile } = settingsOf(context.account);
  const file = soundAddress(context) ?? greetingFile;
  const hello = file ? [verb('Play', {}, file)] : greeting?.trim() ? [say(context, greeting)] : [];
  return [...hello, ...notice(context), enter(context, key, 'caller')];
}

function notice(context: Voice): Verb[] {
  const { recording, recordingNotice } = settingsOf(context.account);
  return recording ? [sentence(context, recordingNotice, 'notice')] : [];
}

/** All talk: they wait, and are asked after again and again. `since` is when they began to, in milliseconds. */
export function queue(context: Voice, key: string, since: number): Verb[] {
  const again = hookAt(context, 'queue', { call: key, since: String(since) });
  return [...music(context), verb('Redirect', { method: 'POST' }, again)];
}

/** What is heard in the room until somebody comes. */
export function wait(context: Voice, key: string): Verb[] {
  return [...music(context), verb('Redirect', { method: 'POST' }, hookAt(context, 'wait', { call: key }))];
}

function music(context: Voice): Verb[] {
  const { waitText, waitFile } = settingsOf(context.account);
  const words = sentence(context, waitText, 'wait');
  return waitFile ? [words, verb('Play', {}, waitFile)] : [words, verb('Pause', { length: TURN })];
}

/** Callers wait for a member, members begin; when whoever is outside goes, it is over also without the desk. */
function enter(context: Voice, key: string, who: 'caller' | 'called' | 'member'): Verb {
  const { recording } = settingsOf(context.account);
  const room = verb(
    'Conference',
    {
      beep: 'false',
      startConferenceOnEnter: String(who !== 'caller'),
      endConferenceOnExit: String(who !== 'member'),
      waitUrl: hookAt(context, 'wait', { call: key }),
      waitMethod: 'POST',
      statusCallback: hookAt(context, 'room', { call: key }),
      statusCallbackEvent: 'start end join leave',
      ...(recording && {
        record: 'record-from-start',
        recordingStatusCallback: hookAt(context, 'recording', { call: key }),
        recordingStatusCallbackEvent: 'completed',
      }),
    },
    roomOf(context, key),
  );
  const action = who === 'caller' ? hookAt(context, 'left-room', { call: key }) : undefined;
  return verb('Dial', { action, method: action && 'POST' }, room);
}

export function enterAsMember(context: Voice, key: string): Verb[] {
  return [enter(context, key, 'member'), hangUp()];
}

/** The customer has picked up a call of the team. */
export function enterAsCustomer(context: Voice, key: string): Verb[] {
  return [...notice(context), enter(context, key, 'called'), hangUp()];
}

/** An answering machine presses no key. */
export function askMember(context: Voice, key: string, leg: string, number: string | null): Verb[] {
  const language = settingsOf(context.account).language.slice(0, 2);
  const who = number ?? context.text(language, 'say.unknown');
  const action = hookAt(context, 'member-key', { call: key, leg });
  const question = sentence(context, '', 'member', { title: context.account.title, who });
  return [verb('Gather', { input: 'dtmf', numDigits: '1', timeout: '8', action, method: 'POST' }, question), hangUp()];
}

/** Nobody of the team takes it. */
export function missed(context: Voice, key: string, isClosed: boolean): Verb[] {
  const { forwardTo, closedText } = settingsOf(context.account);
  const why = isClosed ? [sentence(context, closedText, 'closed')] : [];
  const number = isClosed ? null : numberIn(forwardTo);
  if (number === null) return [...why, ...voicemail(context, key)];
  const action = hookAt(context, 'forwarded', { call: key });
  return [verb('Dial', { timeout: FORWARD_RINGS, action, method: 'POST' }, verb('Number', {}, number))];
}

export function voicemail(context: Voice, key: string): Verb[] {
  const { voicemail: isOn, voicemailText, longest, transcribe } = settingsOf(context.account);
  if (!isOn) return [sentence(context, '', 'goodbye'), hangUp()];
  const record = {
    ...{ action: hookAt(context, 'thanks', { call: key }), method: 'POST', maxLength: String(longest), timeout: '5' },
    ...{ playBeep: 'true', finishOnKey: '#', trim: 'trim-silence' },
    recordingStatusCallback: hookAt(context, 'recording', { call: key }),
    recordingStatusCallbackEvent: 'completed',
    ...(transcribe && { transcribe: 'true', transcribeCallback: hookAt(context, 'transcript', { call: key }) }),
  };
  return [
    sentence(context, voicemailText, 'voicemail'),
    verb('Record', record),
    sentence(context, '', 'nothing'),
    hangUp(),
  ];
}

export function thanks(context: Voice): Verb[] {
  return [sentence(context, '', 'thanks'), hangUp()];
}
