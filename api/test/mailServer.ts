import { once } from 'node:events';
import { freePort } from '@invigil/server-kit/freePort';
import { SMTPServer } from 'smtp-server';
import { type ReceivedMail, readMail } from './receivedMail.ts';

/** A real mail server on the loopback interface, which keeps what it takes. */
export class MailServer {
  readonly port: number;
  readonly received: ReceivedMail[] = [];
  /** The answer to the next recipients: a code and a text, instead of taking them. */
  refusal: { code: number; text: string } | undefined;
  /** Takes the mail, then breaks the connection before it says so. */
  losesAnswers = false;
  #server: SMTPServer | undefined;

  static async start(): Promise<MailServer> {
    const server = new MailServer(await freePort());
    await server.up();
    return server;
  }

  private constructor(port: number) {
    this.port = port;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  /** Starts it again, at the same port. */
  async up(): Promise<void> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      disableReverseLookup: true,
      onRcptTo: (_address, _session, callback) => {
        const { refusal } = this;
        callback(refusal && Object.assign(new Error(refusal.text), { responseCode: refusal.code }));
      },
      onData: (stream, _session, callback) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          this.received.push(readMail(Buffer.concat(chunks).toString('utf8')));
          if (!this.losesAnswers) return callback();
          for (const connection of server.connections) connection.close();
        });
      },
    });
    // A client that goes away in the middle is nothing to us.
    server.on('error', () => {});
    this.#server = server;
    const listening = server.listen(this.port, '127.0.0.1');
    await once(listening, 'listening');
  }

  /** Stops it, whoever is connected. Idempotent. */
  async down(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}
