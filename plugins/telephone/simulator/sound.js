// A telephone with sound: the far ends of all calls to browsers of the team, who hear this page and each other.
{
  const lines = new Map();
  let context;
  let mine;

  async function start() {
    context = new AudioContext();
    mine = context.createMediaStreamSource(await navigator.mediaDevices.getUserMedia({ audio: true }));
    document.querySelector('button').hidden = true;
    open();
  }

  function open() {
    const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/sound`);
    socket.onopen = draw;
    socket.onmessage = ({ data }) => void hear(socket, JSON.parse(data));
    socket.onclose = () => setTimeout(open, 1000);
  }

  async function hear(socket, { offer, answer, sdp, over }) {
    if (offer) socket.send(JSON.stringify({ line: offer, sdp: await offerOf(offer) }));
    if (answer) await lines.get(answer)?.connection.setRemoteDescription({ type: 'answer', sdp });
    if (over) drop(over);
    draw();
  }

  async function offerOf(name) {
    const line = {
      connection: new RTCPeerConnection(),
      out: context.createMediaStreamDestination(),
      audio: new Audio(),
    };
    const { connection, out } = line;
    mine.connect(out);
    for (const { source } of lines.values()) source?.connect(out);
    lines.set(name, line);
    connection.addTrack(out.stream.getAudioTracks()[0], out.stream);
    connection.ontrack = ({ track }) => listen(line, new MediaStream([track]));
    await connection.setLocalDescription();
    while (connection.iceGatheringState !== 'complete')
      await new Promise((go) => connection.addEventListener('icegatheringstatechange', go, { once: true }));
    return connection.localDescription.sdp;
  }

  function listen(line, stream) {
    line.audio.srcObject = stream;
    void line.audio.play();
    line.source = context.createMediaStreamSource(stream);
    for (const other of lines.values()) if (other !== line) line.source.connect(other.out);
  }

  function drop(name) {
    const line = lines.get(name);
    line?.source?.disconnect();
    line?.connection.close();
    lines.delete(name);
  }

  function draw() {
    document.querySelector('output').textContent =
      lines.size === 0 ? 'Nobody is on the line.' : `${lines.size} on the line.`;
  }

  document.querySelector('button').addEventListener('click', () => void start());
}
