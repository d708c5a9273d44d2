// The bridge as a process of its own, told by its environment: `node run-bridge.ts`.
import { startBridge } from './bridge.ts';

const {
  HUBDESK_API = '',
  HUBDESK_TOKEN = '',
  HUBDESK_SECRET = '',
  SERVICE = '',
  STATE = 'bridge.json',
  PORT,
} = process.env;
const options = { api: HUBDESK_API, token: HUBDESK_TOKEN, secret: HUBDESK_SECRET, service: SERVICE, file: STATE };
const bridge = await startBridge({ ...options, port: Number(PORT ?? 0), pause: 100 });
console.log(JSON.stringify({ url: bridge.url, channelId: bridge.channelId }));
