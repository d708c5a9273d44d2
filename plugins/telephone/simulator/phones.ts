// The page with sound of the simulated provider: it makes the far ends of calls to browsers, and hears who talks there.
import type { WebSocket } from 'ws';
import { fields, readJson, text } from '../provider/reading.ts';
import type { SoundPage, World } from './world.ts';

/** The newest page has them. */
export function takePhone(world: World, socket: WebSocket): void {
  const offers = new Map<string, (sdp: string | null) => void>();
  const say = (frame: object) => void (socket.readyState === socket.OPEN && socket.send(JSON.stringify(frame)));
  const page: SoundPage = {
    offer(line) {
      say({ offer: line });
      return new Promise((go) => offers.set(line, go));
    },
    answer: (line, sdp) => say({ answer: line, sdp }),
    over: (line) => say({ over: line }),
  };
  world.phone = page;
  socket.on('message', (data: Buffer) => {
    const { line, sdp } = fields(readJson(data));
    offers.get(text(line))?.(text(sdp) || null);
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    for (const go of offers.values()) go(null);
    if (world.phone === page) world.phone = null;
  });
}
