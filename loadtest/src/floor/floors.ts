import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { undoAtExit } from '../machine/leftovers.ts';
import type { Place } from '../machine/place.ts';

const run = promisify(execFile);

const receiveFloor = z.object({ receiveUs: z.number(), unprotectUs: z.number(), packets: z.int() });
export type ReceiveFloor = z.infer<typeof receiveFloor>;
const handshakeFloor = z.object({ serverMs: z.number(), clientMs: z.number(), handshakes: z.int() });
export type HandshakeFloor = z.infer<typeof handshakeFloor>;

const handshakes = 500;

/** What this machine can do at best, measured by two small C programs that are compiled on the spot. */
export class Floors {
  readonly #place: Place;
  readonly #cores: { generator: number; server: number };
  readonly #folder: string;

  private constructor(place: Place, cores: { generator: number; server: number }, folder: string) {
    this.#place = place;
    this.#cores = cores;
    this.#folder = folder;
  }

  /** Rejects when there is no C compiler, or no OpenSSL to compile with. */
  static async compile(place: Place, cores: { generator: number; server: number }): Promise<Floors> {
    const folder = await mkdtemp(join(tmpdir(), 'invigil-bench-floor-'));
    undoAtExit(() => rmSync(folder, { recursive: true, force: true }));
    const compile = (name: string, libraries: string[]) =>
      run('cc', ['-O2', '-o', join(folder, name), fileURLToPath(new URL(`${name}.c`, import.meta.url)), ...libraries]);
    await Promise.all([compile('receive', ['-lcrypto', '-lpthread']), compile('handshake', ['-lssl', '-lcrypto'])]);
    return new Floors(place, cores, folder);
  }

  /** Processor time to take one packet of `bytes` from a UDP socket, and to decrypt it with the suite that was agreed on. */
  async receive(bytes: number, srtpProfile: string): Promise<ReceiveFloor> {
    const { generator, server } = this.#cores;
    const { stdout } = await this.#run('receive', [this.#place.address, bytes, srtpProfile, generator, server]);
    return receiveFloor.parse(JSON.parse(stdout));
  }

  /** Processor time of both halves of one DTLS handshake. */
  async handshake(): Promise<HandshakeFloor> {
    const { stdout } = await this.#run('handshake', [handshakes]);
    return handshakeFloor.parse(JSON.parse(stdout));
  }

  #run(name: string, args: (string | number)[]): Promise<{ stdout: string }> {
    const { file, args: placed } = this.#place.at(this.#cores.server, [join(this.#folder, name), ...args.map(String)]);
    return run(file, placed, { timeout: 30_000 });
  }
}
