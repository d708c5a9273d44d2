// The documents a desk answers with, read and checked: known verbs, known attributes, what may stand in what, limits.
import { parseDocument } from 'htmlparser2';

export interface Verb {
  name: string;
  attributes: Record<string, string>;
  verbs: Verb[];
  text: string;
}

const HOOK = ['action', 'method'];
const STATUS = ['statusCallback', 'statusCallbackEvent', 'statusCallbackMethod'];
const RECORDED = ['recordingStatusCallback', 'recordingStatusCallbackMethod', 'recordingStatusCallbackEvent'];

const ATTRIBUTES: Record<string, string[]> = {
  Response: [],
  Say: ['voice', 'language', 'loop'],
  Play: ['loop', 'digits'],
  Pause: ['length'],
  Record: [
    ...HOOK,
    ...RECORDED,
    ...['timeout', 'finishOnKey', 'maxLength', 'playBeep', 'trim', 'transcribe', 'transcribeCallback'],
  ],
  Gather: [...HOOK, 'input', 'numDigits', 'timeout', 'finishOnKey', 'actionOnEmptyResult', 'language', 'hints'],
  Dial: [
    ...HOOK,
    ...RECORDED,
    ...['timeout', 'timeLimit', 'callerId', 'record', 'trim', 'answerOnBridge', 'ringTone', 'hangupOnStar'],
  ],
  Number: [...STATUS, 'url', 'method', 'sendDigits'],
  Sip: [...STATUS, 'username', 'password', 'url', 'method'],
  Client: [...STATUS, 'url', 'method'],
  Conference: [
    ...STATUS,
    ...RECORDED,
    ...['muted', 'beep', 'startConferenceOnEnter', 'endConferenceOnExit', 'waitUrl', 'waitMethod', 'maxParticipants'],
    ...['record', 'trim', 'coach', 'participantLabel', 'region', 'jitterBufferSize', 'eventCallbackUrl'],
  ],
  Redirect: ['method'],
  Reject: ['reason'],
  Hangup: [],
};

const INSIDE: Record<string, string[]> = {
  Response: ['Say', 'Play', 'Pause', 'Record', 'Gather', 'Dial', 'Redirect', 'Reject', 'Hangup'],
  Gather: ['Say', 'Play', 'Pause'],
  Dial: ['Number', 'Sip', 'Client', 'Conference'],
};

/** After these a document goes no further. */
const LAST = ['Redirect', 'Reject', 'Hangup'];
const WORDS = ['Say', 'Play', 'Number', 'Sip', 'Client', 'Conference', 'Redirect'];
/** Characters of one document, and of what is said at once. */
const LARGEST = 65_536;
const LONGEST = 4096;
/** Rings together. */
const MOST_NUMBERS = 10;

type Tree = { type: string; name?: string; attribs?: Record<string, string>; children?: Tree[]; data?: string };

/** Verbs of the document; what is wrong with it goes to `faults`. */
export function readTwiml(type: string, body: string, faults: string[]): Verb[] {
  const wrong = (sentence: string) => void faults.push(sentence);
  if (!/^(text|application)\/xml\b/.test(type)) wrong(`12300: the content type is ${type || 'missing'}`);
  if (body.length > LARGEST) wrong('11750: the document is too large');
  const tree = parseDocument(body, { xmlMode: true, decodeEntities: true }) as unknown as Tree;
  const roots = elements(tree);
  if (roots.length !== 1 || roots[0]!.name !== 'Response') wrong('12100: no document with one Response');
  const [root] = roots;
  return root?.name === 'Response' ? readVerb(root, wrong).verbs : [];
}

function elements({ children = [] }: Tree): Tree[] {
  return children.filter(({ type }) => type === 'tag');
}

function readVerb(tree: Tree, wrong: (sentence: string) => void): Verb {
  const { name = '', attribs: attributes = {} } = tree;
  const inner = elements(tree);
  const text = (tree.children ?? [])
    .filter(({ type }) => type === 'text')
    .map(({ data }) => data ?? '')
    .join('')
    .trim();
  const allowed = INSIDE[name] ?? [];
  for (const attribute of Object.keys(attributes))
    if (!ATTRIBUTES[name]?.includes(attribute)) wrong(`12200: ${name} knows no attribute ${attribute}`);
  for (const child of inner) if (!allowed.includes(child.name!)) wrong(`12200: ${child.name} may not stand in ${name}`);
  if (WORDS.includes(name) && text === '') wrong(`13500: ${name} says nothing`);
  if (name === 'Say' && text.length > LONGEST) wrong('13500: too much is said at once');
  if (name === 'Dial' && inner.length > MOST_NUMBERS) wrong('13223: too many numbers');
  if (name === 'Response') {
    const last = inner.findIndex((one) => LAST.includes(one.name!));
    if (last >= 0 && last < inner.length - 1) wrong(`12200: nothing is reached after ${inner[last]!.name}`);
  }
  return { name, attributes, text, verbs: inner.map((one) => readVerb(one, wrong)) };
}
