// Conferences: who is inside, whether it has begun, what is told of it, its recording.
import { speech } from './speech.ts';
import { tell } from './webhooks.ts';
import type { Verb } from './twiml.ts';
import { callOf, newSid, SIMULATED, type Room, type SimulatedCall, type World } from './world.ts';

export async function enter(world: World, call: SimulatedCall, verb: Verb): Promise<void> {
  const found = world.rooms.find(({ name, inside }) => name === verb.text && inside.length > 0);
  const room = found ?? { sid: newSid('CF'), name: verb.text, started: false, inside: [], wishes: [] };
  if (!found) world.rooms.push(room);
  room.inside.push(call.sid);
  room.wishes.push(verb);
  call.muted = verb.attributes.muted === 'true';
  await tellRoom(world, room, 'participant-join', call);
  if (!room.started && verb.attributes.startConferenceOnEnter !== 'false') {
    room.started = true;
    await tellRoom(world, room, 'conference-start', call);
  }
}

export async function leaveRoom(world: World, call: SimulatedCall, name: string): Promise<void> {
  const room = world.rooms.find((one) => one.name === name && one.inside.includes(call.sid));
  if (!room) return;
  room.inside = room.inside.filter((sid) => sid !== call.sid);
  call.held = false;
  await tellRoom(world, room, 'participant-leave', call);
  if (room.inside.length > 0) return;
  await tellRoom(world, room, 'conference-end', call);
  const recorded = room.wishes.find(({ attributes }) => attributes.record === 'record-from-start');
  if (recorded && room.started) await recordRoom(world, room, recorded, call);
}

async function tellRoom(world: World, room: Room, event: string, call: SimulatedCall): Promise<void> {
  const url = room.wishes.find(({ attributes }) => attributes.statusCallback)?.attributes.statusCallback ?? '';
  await tell(world, url, {
    ...{ AccountSid: SIMULATED.accountSid, ConferenceSid: room.sid, FriendlyName: room.name, CallSid: call.sid },
    ...{ StatusCallbackEvent: event, Muted: String(call.muted), Hold: String(call.held), SequenceNumber: '1' },
    Timestamp: new Date().toUTCString(),
  });
}

async function recordRoom(world: World, room: Room, { attributes }: Verb, call: SimulatedCall): Promise<void> {
  const { sid } = keepRecording(world, call.sid, 12);
  const params = { ConferenceSid: room.sid, RecordingChannels: '1', RecordingSource: 'Conference' };
  await tell(world, attributes.recordingStatusCallback ?? '', recordingParams(world, sid, 12, params));
}

export function keepRecording(world: World, call: string, seconds: number): { sid: string } {
  const made = { sid: newSid('RE'), call, seconds, bytes: speech(seconds) };
  world.recordings.push(made);
  return made;
}

export function recordingParams(world: World, sid: string, seconds: number, more: Record<string, string>) {
  const { accountSid } = SIMULATED;
  return {
    ...{ AccountSid: accountSid, RecordingSid: sid, RecordingStatus: 'completed', ErrorCode: '0' },
    RecordingUrl: `${world.url}/2010-04-01/Accounts/${accountSid}/Recordings/${sid}`,
    ...{ RecordingDuration: String(seconds), RecordingStartTime: new Date().toUTCString() },
    ...more,
  };
}

/** Who hears each other: those inside who are not on hold, once it has begun. */
export function together(world: World, sid: string): string[] {
  const room = world.rooms.find(({ inside }) => inside.includes(sid));
  if (!room?.started) return [];
  return room.inside.filter((one) => one !== sid && !callOf(world, one)?.held && !callOf(world, sid)?.held);
}
