import { setTimeout as pause } from 'node:timers/promises';
import type { Bot, BotEvents } from '../bot/bot.ts';
import { offerToSend } from '../bot/sdp.ts';
import { type SourceClips, Uplink } from '../bot/uplink.ts';
import { type JanusMessage, JanusSocket } from './janusSocket.ts';

const plugin = 'janus.plugin.videoroom';
/** How soon a bot that lost Janus tries again. */
const retryMs = 100;

export interface JanusBotOptions {
  name: string;
  url: string;
  /** A room that exists. */
  room: number;
  bindAddress: string;
  sources: readonly SourceClips[];
  events: BotEvents;
}

/** The same candidate as a publisher of Janus' VideoRoom, over its WebSocket API, alone in its room. */
export class JanusBot implements Bot {
  readonly #options: JanusBotOptions;
  #socket: JanusSocket | undefined;
  #uplink: Uplink | undefined;
  /** The next uplink, until it is used. */
  #prepared: Uplink | undefined;
  #notYetReceived = new Set<string>();
  #stopped = false;

  constructor(options: JanusBotOptions) {
    this.#options = options;
  }

  async prepare(): Promise<void> {
    this.#prepared ??= await this.#createUplink();
  }

  start(): void {
    void this.#keepJoined();
  }

  stop(): void {
    this.#stopped = true;
    this.#socket?.close();
    this.#uplink?.close();
    this.#prepared?.close();
  }

  /** Joins again whenever the socket ends; before the first join has succeeded, a failure is final. */
  async #keepJoined(): Promise<void> {
    for (let first = true; !this.#stopped; first = false) {
      const closed = Promise.withResolvers<void>();
      try {
        await this.#join(() => closed.resolve());
        await closed.promise;
      } catch (error) {
        if (first) return this.#options.events.onFailed(error);
      }
      this.#uplink?.close();
      await pause(retryMs);
    }
  }

  async #join(onClose: () => void): Promise<void> {
    const { name, url, room, events } = this.#options;
    const connecting = JanusSocket.open({
      url,
      onEvent: (message) => this.#hear(message),
      onClose,
    });
    const [socket, uplink] = await Promise.all([connecting, this.#prepared ?? this.#createUplink()]);
    this.#prepared = undefined;
    this.#socket = socket;
    this.#uplink = uplink;
    this.#notYetReceived = new Set(uplink.sections.map(({ mid }) => mid));
    const session = idOf(await socket.request({ janus: 'create' }));
    const handle = idOf(await socket.request({ janus: 'attach', session_id: session, plugin }));
    const joined = await socket.request({
      janus: 'message',
      session_id: session,
      handle_id: handle,
      body: { request: 'joinandconfigure', ptype: 'publisher', room, display: name },
      jsep: { type: 'offer', sdp: offerToSend(uplink.offer) },
    });
    if (!joined.jsep) throw new Error(`Janus gave no answer: ${JSON.stringify(joined).slice(0, 300)}`);
    await uplink.open(joined.jsep.sdp);
    uplink.sendFirstFrames();
    events.onOpen(uplink);
  }

  #createUplink(): Promise<Uplink> {
    const { name, bindAddress, sources } = this.#options;
    return Uplink.create(name, bindAddress, sources);
  }

  #hear(message: JanusMessage): void {
    if (message.janus !== 'media' || !message.receiving || message.mid === undefined) return;
    if (this.#notYetReceived.delete(message.mid) && this.#notYetReceived.size === 0) this.#options.events.onLive();
  }
}

function idOf(answer: JanusMessage): number {
  if (answer.data?.id === undefined) throw new Error(`Janus gave no id: ${JSON.stringify(answer).slice(0, 300)}`);
  return answer.data.id;
}
