// A stored callback becomes events: a recording that is fetched, a transcript, or how a call stands.
import type { Person } from '../../core/contract/address.ts';
import type { Parsed, StoredArrival } from '../../core/contract/inbound.ts';
import { reason } from '../../core/contract/reason.ts';
import { callerOf } from './hooks/incoming.ts';
import { moment, readParams, type Params } from './provider/reading.ts';

const ILLEGIBLE = { quarantine: reason('telephone.illegible', 'This is nothing that a telephone provider sends.') };
const RECORDING = /^RE[0-9a-f]{32}$/;
const MOST_WORDS = 20_000;

export function parseArrival(arrival: StoredArrival): Parsed {
  const params = readParams(arrival.type, arrival.body);
  if (!params) return ILLEGIBLE;
  const at = moment(params.RecordingStartTime) ?? moment(params.Timestamp) ?? arrival.receivedAt;
  const { from, key } = (arrival.meta ?? {}) as { from?: unknown; key?: unknown };
  const known = { From: String(from ?? params.From ?? ''), CallSid: String(key ?? params.CallSid ?? '') };
  const by = callerOf({ ...params, ...known });
  if (RECORDING.test(params.RecordingSid ?? '') && params.TranscriptionSid === undefined)
    return recorded(params, by, at);
  if (params.TranscriptionText && params.TranscriptionStatus !== 'failed') return transcribed(params, by, at);
  if (params.CallSid && STATES[params.CallStatus ?? '']) return called(params, by, at);
  const step = STEPS.map((name) => params[name]).find(Boolean);
  return step && (params.CallSid || params.ConferenceSid) ? { events: [], summary: step } : ILLEGIBLE;
}

/** How far a call is within the provider: nothing that anybody said, and nothing of its end. */
const STEPS = [
  ...['StatusCallbackEvent', 'TranscriptionEvent', 'TranscriptionStatus', 'DialCallStatus', 'QueueResult'],
  ...['AnsweredBy', 'SpeechResult', 'Digits', 'StreamEvent'],
];

function recorded(params: Params, sender: Person, at: Date): Parsed {
  const { RecordingSid: sid = '', RecordingStatus: state = 'completed', RecordingDuration } = params;
  if (state !== 'completed') return { events: [], summary: state };
  const duration = Math.max(0, Math.round(Number(RecordingDuration)) || 0);
  const isMessage = params.RecordingSource === 'RecordVerb';
  const kind = isMessage ? ('voice' as const) : ('audio' as const);
  const name = `${isMessage ? 'voicemail' : 'call'}-${sid.slice(2, 10)}.mp3`;
  return {
    summary: `${duration} s`,
    events: [
      {
        ...{ type: 'message', id: `recording:${sid}`, at, sender, thread: { joinOpen: true } },
        parts: [{ type: 'media', kind, name, mimeType: 'audio/mpeg', ref: sid, duration }],
        // What both said is no message of theirs that waits for an answer.
        ...(!isMessage && { automatic: 'generated' as const }),
      },
    ],
  };
}

function transcribed(params: Params, sender: Person, at: Date): Parsed {
  const { TranscriptionSid: sid = '', TranscriptionText: text = '', RecordingSid } = params;
  return {
    events: [
      {
        ...{ type: 'message', id: `transcript:${sid}`, at, sender, thread: { joinOpen: true } },
        parts: [{ type: 'text', text: text.slice(0, MOST_WORDS) }],
        ...(RecordingSid && { inReplyTo: `recording:${RecordingSid}` }),
      },
    ],
  };
}

const STATES: Record<string, 'ringing' | 'answered' | 'ended'> = {
  queued: 'ringing',
  initiated: 'ringing',
  ringing: 'ringing',
  'in-progress': 'answered',
  ...{ completed: 'ended', busy: 'ended', failed: 'ended', 'no-answer': 'ended', canceled: 'ended' },
};

function called(params: Params, by: Person, at: Date): Parsed {
  const { CallSid: id = '', CallStatus: status = '', Direction, CallDuration } = params;
  const detail = { status, direction: Direction ?? '', ...(CallDuration && { seconds: Number(CallDuration) || 0 }) };
  return { events: [{ type: 'call', id, at, state: STATES[status]!, by, detail }], summary: status };
}
