// What people do with their telephones: dial, pick up, press keys, speak after the tone, hang up, wait.
import { end, follow, go, goOn } from './running.ts';
import { keepRecording, recordingParams } from './rooms.ts';
import { paramsOf, tell, tellStatus } from './webhooks.ts';
import { callOf, newSid, type SimulatedCall, type World } from './world.ts';

/** Resolves when the call waits for somebody, or is over. */
export async function dials(world: World, from: string, to: string): Promise<SimulatedCall> {
  const number = world.numbers.find((one) => one.number === to && one.trunkSid === '');
  const call: SimulatedCall = {
    ...{ sid: newSid('CA'), from, to, direction: 'inbound', status: 'ringing', url: number?.voiceUrl ?? '' },
    ...{ statusUrl: number?.statusUrl ?? '', statusEvents: ['completed'], sequence: 0, heard: [], waits: null },
    ...{ muted: false, held: false, parent: null },
  };
  world.calls.push(call);
  if (call.url === '') await end(world, call, 'failed');
  else await follow(world, call, call.url);
  if (call.status === 'ringing') call.status = 'in-progress';
  return call;
}

export async function answers(world: World, call: SimulatedCall): Promise<void> {
  if (call.waits?.for !== 'answer') return;
  Object.assign(call, { status: 'in-progress', waits: null });
  await tellStatus(world, call, 'answered');
  if (call.url !== '') await follow(world, call, call.url);
}

/** They are on the telephone already, or refuse it. */
export async function refuses(world: World, call: SimulatedCall): Promise<void> {
  if (call.waits?.for === 'answer') await end(world, call, 'busy');
}

/** Rings out, or whatever else waits for time to pass. */
export async function waits(world: World, call: SimulatedCall): Promise<void> {
  const waited = call.waits;
  if (waited?.for === 'answer') return end(world, call, 'no-answer');
  if (waited?.for === 'other end') return end(world, callOf(world, waited.child)!, 'no-answer');
  if (waited?.for !== 'time' && waited?.for !== 'key') return undefined;
  call.waits = null;
  return go(world, call, waited.rest);
}

export async function presses(world: World, call: SimulatedCall, key: string): Promise<void> {
  const waited = call.waits;
  if (waited?.for === 'key') await goOn(world, call, waited.verb, waited.rest, { Digits: key });
}

export async function speaks(world: World, call: SimulatedCall, words: string, seconds = 4): Promise<void> {
  const waited = call.waits;
  if (waited?.for !== 'message') return;
  const { recordingStatusCallback = '', transcribe, transcribeCallback = '' } = waited.verb.attributes;
  const { sid } = keepRecording(world, call.sid, seconds);
  const params = recordingParams(world, sid, seconds, {
    ...{ CallSid: call.sid, RecordingChannels: '1', RecordingSource: 'RecordVerb' },
  });
  await tell(world, recordingStatusCallback, params);
  if (transcribe === 'true') await tell(world, transcribeCallback, transcriptOf(call, sid, words));
  await goOn(world, call, waited.verb, waited.rest, {
    RecordingUrl: params.RecordingUrl,
    RecordingDuration: String(seconds),
  });
}

export function transcriptOf(call: SimulatedCall, recording: string, words: string): Record<string, string> {
  return paramsOf(call, {
    ...{ TranscriptionSid: newSid('TR'), TranscriptionText: words, TranscriptionStatus: 'completed' },
    RecordingSid: recording,
  });
}

export async function hangsUp(world: World, call: SimulatedCall): Promise<void> {
  await end(world, call, call.waits?.for === 'answer' ? 'canceled' : 'completed');
}

/** Telephones that ring now. */
export function ringing(world: World, number?: string): SimulatedCall[] {
  return world.calls.filter((one) => one.waits?.for === 'answer' && (number === undefined || one.to === number));
}
