// In place of the socket of the SDK where signalling is not encrypted: that of a provider on this machine.
export class PlainSocket extends window.WebSocket {
  constructor(address) {
    super(address.replace(/^wss:/, 'ws:'));
  }
}
