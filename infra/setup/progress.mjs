const out = process.stderr;
const prefix = 'setup:';
const tickMs = 1000;
const percentPerLine = 10;

/**
 * Tells something that is not a step of its own.
 * @param {string} text
 */
export function say(text) {
  out.write(`${prefix} ${text}\n`);
}

/**
 * Runs one step and shows it: on a terminal as one line that counts the time, elsewhere as a line at the start, one every
 * ten per cent when the step knows how far it is, and one at the end.
 * @template T
 * @param {string} title
 * @param {(report: (done: number, total: number) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const line = out.isTTY ? new TerminalLine(title) : new PlainLines(title);
  try {
    const result = await work((done, total) => line.report(Math.floor((100 * done) / Math.max(total, 1))));
    line.end('done');
    return result;
  } catch (error) {
    line.end('failed');
    throw error;
  }
}

class TerminalLine {
  #title;
  #startedAt = Date.now();
  #percent = '';
  #ticker;

  /** @param {string} title */
  constructor(title) {
    this.#title = title;
    this.#ticker = setInterval(() => this.#draw(), tickMs);
    this.#draw();
  }

  /** @param {number} percent */
  report(percent) {
    const text = ` ${percent} %`;
    if (text === this.#percent) return;
    this.#percent = text;
    this.#draw();
  }

  /** @param {string} outcome */
  end(outcome) {
    clearInterval(this.#ticker);
    out.write(`\r\x1b[2K${prefix} ${this.#title}: ${outcome} (${elapsed(this.#startedAt)})\n`);
  }

  #draw() {
    out.write(`\r\x1b[2K${prefix} ${this.#title}...${this.#percent} (${elapsed(this.#startedAt)})`);
  }
}

class PlainLines {
  #title;
  #startedAt = Date.now();
  #nextPercent = percentPerLine;

  /** @param {string} title */
  constructor(title) {
    this.#title = title;
    say(`${title}...`);
  }

  /** @param {number} percent */
  report(percent) {
    if (percent < this.#nextPercent || percent >= 100) return;
    this.#nextPercent = percent - (percent % percentPerLine) + percentPerLine;
    say(`${this.#title}... ${percent} % (${elapsed(this.#startedAt)})`);
  }

  /** @param {string} outcome */
  end(outcome) {
    say(`${this.#title}: ${outcome} (${elapsed(this.#startedAt)})`);
  }
}

/** @param {number} sinceMs */
function elapsed(sinceMs) {
  const seconds = Math.round((Date.now() - sinceMs) / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
