// The page with sound of the simulated provider: it makes the far ends of calls to browsers, and hears who talks there.
import type { WebSocket } from 'ws';
import { fields, readJson, text } from '../provider/reading.ts';
import type { SoundPage, World } from './world.ts';

/** The newest page has them. */
export function takePhone(world: World, socket: WebSocket): void {
  const offers = new Map<string, (sdp: string | null) => void>();
  const say = (frame: object) => void (socket.readyState === socket.OPEN && socket.send(JSON.stringify(frame)));
  const page: SoundPage = {
    offer(call) {
      say({ offer: call });
      return new Promise((go) => offers.set(call, go));
    },
    answer: (call, sdp) => say({ answer: call, sdp }),
    over: (call) => say({ over: call }),
  };
  world.phone = page;
  socket.on('message', (data: Buffer) => {
    const { call, sdp } = fields(readJson(data));
    offers.get(text(call))?.(text(sdp) || null);
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    for (const go of offers.values()) go(null);
    if (world.phone === page) world.phone = null;
  });
}
