import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

/** A child process whose output is kept, so that a failure can show it. */
export class Child {
  readonly process: ChildProcess;
  output = '';

  constructor(command: string, args: string[], options: SpawnOptions = {}) {
    this.process = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
  }

  get pid(): number {
    if (this.process.pid === undefined) throw new Error('the process did not start');
    return this.process.pid;
  }

  get ended(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  /** Asks it to end and waits; a process that does not is killed after `graceMs`. */
  async end(signal: NodeJS.Signals = 'SIGTERM', graceMs = 20_000): Promise<number | null> {
    if (this.ended) return this.process.exitCode;
    const closed = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill(signal);
    const kill = setTimeout(() => this.process.kill('SIGKILL'), graceMs);
    await closed;
    clearTimeout(kill);
    return this.process.exitCode;
  }
}
