import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv4 } from 'node:net';

// As much of STUN (RFC 8489) and TURN (RFC 8656) as asks a relay for a port and for leave to send to somebody.

const magicCookie = 0x2112a442;
const method = { allocate: 0x0003, createPermission: 0x0008 };
const attribute = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  xorPeerAddress: 0x0012,
  realm: 0x0014,
  nonce: 0x0015,
  xorRelayedAddress: 0x0016,
  requestedTransport: 0x0019,
};
const udp = 17;
const integrityBytes = 24;
const answerWithinMs = 5_000;

type Attributes = Map<number, Buffer>;

/** What the relay answered: its attributes, or the number of its refusal (401 unauthorized, 403 forbidden). */
type Answer = { ok: true; attributes: Attributes } | { ok: false; code: number; attributes: Attributes };

/** One connection of a browser to a relay, over UDP on loopback. */
export class TurnClient {
  readonly #socket: Socket;
  readonly #port: number;
  readonly #credentials: { username: string; credential: string };
  #realm: Buffer = Buffer.alloc(0);
  #nonce: Buffer = Buffer.alloc(0);

  static async open(port: number, credentials: { username: string; credential: string }): Promise<TurnClient> {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new TurnClient(socket, port, credentials);
  }

  private constructor(socket: Socket, port: number, credentials: { username: string; credential: string }) {
    this.#socket = socket;
    this.#port = port;
    this.#credentials = credentials;
  }

  /** Asks for a relayed address; resolves to it as host:port, or to the number of the refusal. */
  async allocate(): Promise<string | number> {
    const transport = Buffer.from([udp, 0, 0, 0]);
    const challenge = await this.#ask(method.allocate, [[attribute.requestedTransport, transport]]);
    this.#realm = challenge.attributes.get(attribute.realm) ?? this.#realm;
    this.#nonce = challenge.attributes.get(attribute.nonce) ?? this.#nonce;
    const answer = await this.#ask(method.allocate, [[attribute.requestedTransport, transport], ...this.#identity()]);
    if (!answer.ok) return answer.code;
    return addressOf(answer.attributes.get(attribute.xorRelayedAddress) ?? Buffer.alloc(0));
  }

  /** Asks for leave to send to `address`; resolves to 0 when it is given, else to the number of the refusal. */
  async permit(address: string): Promise<number> {
    const peer: [number, Buffer] = [attribute.xorPeerAddress, xorAddress(address)];
    const answer = await this.#ask(method.createPermission, [peer, ...this.#identity()]);
    return answer.ok ? 0 : answer.code;
  }

  close(): void {
    this.#socket.close();
  }

  #identity(): [number, Buffer][] {
    return [
      [attribute.username, Buffer.from(this.#credentials.username)],
      [attribute.realm, this.#realm],
      [attribute.nonce, this.#nonce],
    ];
  }

  async #ask(asked: number, attributes: [number, Buffer][]): Promise<Answer> {
    const head = Buffer.alloc(20);
    head.writeUInt16BE(asked, 0);
    head.writeUInt32BE(magicCookie, 4);
    randomBytes(12).copy(head, 8);
    const isSigned = attributes.some(([type]) => type === attribute.username);
    const body = Buffer.concat(attributes.map(([type, value]) => encoded(type, value)));
    head.writeUInt16BE(body.length + (isSigned ? integrityBytes : 0), 2);
    const message = Buffer.concat([head, body]);
    const signature = isSigned ? encoded(attribute.messageIntegrity, this.#sign(message)) : Buffer.alloc(0);
    this.#socket.send(Buffer.concat([message, signature]), this.#port, '127.0.0.1');
    const [reply] = (await once(this.#socket, 'message', { signal: AbortSignal.timeout(answerWithinMs) })) as [Buffer];
    return answerIn(reply);
  }

  #sign(message: Buffer): Buffer {
    const { username, credential } = this.#credentials;
    const key = createHash('md5').update(`${username}:${this.#realm}:${credential}`).digest();
    return createHmac('sha1', key).update(message).digest();
  }
}

function encoded(type: number, value: Buffer): Buffer {
  const padded = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  padded.writeUInt16BE(type, 0);
  padded.writeUInt16BE(value.length, 2);
  value.copy(padded, 4);
  return padded;
}

function answerIn(reply: Buffer): Answer {
  const attributes: Attributes = new Map();
  for (let at = 20; at + 4 <= reply.length; ) {
    const length = reply.readUInt16BE(at + 2);
    attributes.set(reply.readUInt16BE(at), reply.subarray(at + 4, at + 4 + length));
    at += 4 + Math.ceil(length / 4) * 4;
  }
  const error = attributes.get(attribute.errorCode);
  if (!error) return { ok: true, attributes };
  return { ok: false, code: error.readUInt8(2) * 100 + error.readUInt8(3), attributes };
}

function xorAddress(address: string): Buffer {
  if (!isIPv4(address)) throw new Error('IPv4 only');
  const value = Buffer.from([0, 1, 0, 0, ...address.split('.').map(Number)]);
  value.writeUInt16BE(9 ^ (magicCookie >>> 16), 2);
  value.writeUInt32BE((value.readUInt32BE(4) ^ magicCookie) >>> 0, 4);
  return value;
}

function addressOf(value: Buffer): string {
  const port = value.readUInt16BE(2) ^ (magicCookie >>> 16);
  const host = Buffer.alloc(4);
  host.writeUInt32BE((value.readUInt32BE(4) ^ magicCookie) >>> 0);
  return `${[...host].join('.')}:${port}`;
}
