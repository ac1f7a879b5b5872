import { existsSync } from 'node:fs';
import { Child } from './processes.ts';
import { until } from './until.ts';

/** A real X screen in memory, which a candidate's Chromium captures as its entire screen. */
export class Display {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly #server: Child;

  private constructor(name: string, width: number, height: number, server: Child) {
    this.name = name;
    this.width = width;
    this.height = height;
    this.#server = server;
  }

  static async open(width: number, height: number): Promise<Display> {
    let number = 90;
    while (existsSync(`/tmp/.X${number}-lock`)) number += 1;
    const name = `:${number}`;
    const server = new Child('Xvfb', [name, '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp']);
    await until(() => {
      if (server.ended) throw new Error(`Xvfb ended: ${server.output}`);
      return existsSync(`/tmp/.X11-unix/X${number}`) ? undefined : 'Xvfb has no socket';
    });
    return new Display(name, width, height, server);
  }

  async close(): Promise<void> {
    await this.#server.end();
  }
}
