// Sends the mail in a file by SMTP, in a process of its own: whoever measures meanwhile is not kept waiting by it.
// Arguments: the file, the port, the recipient.
import { readFileSync } from 'node:fs';
import { createTransport } from 'nodemailer';

const [file, port, to] = process.argv.slice(2) as [string, string, string];
const transport = createTransport({ host: '127.0.0.1', port: Number(port), secure: false, ignoreTLS: true });
await transport.sendMail({ raw: readFileSync(file), envelope: { from: 'hostile@elsewhere.example', to: [to] } });
transport.close();
