import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Counts one kind of attempt; every attempt ends as exactly one of the other three. */
export interface AttemptCounters {
  attempted(): void;
  done(): void;
  /** The asker was told no, with a reason. */
  refused(): void;
  /** It was ours to do and we did not. */
  failed(): void;
}

/** The metrics of one service; every name starts with `invigil_<service>_`. */
export class Metrics {
  readonly registry = new Registry();
  readonly #prefix: string;

  constructor(service: string) {
    this.#prefix = `invigil_${service.replaceAll('-', '_')}_`;
  }

  /** Adds the process's own numbers (CPU, memory, event loop); once per process, or they would count double. */
  collectProcess(): void {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Four counters, `<what>_{attempted,done,refused,failed}_total`, all at 0 from the start. */
  attempts(what: 'join' | 'publish' | 'watch'): AttemptCounters {
    const counted = (how: string) => {
      const counter = this.counter(`${what}_${how}_total`, `Attempts to ${what}: ${how}.`);
      return () => counter.inc();
    };
    return {
      attempted: counted('attempted'),
      done: counted('done'),
      refused: counted('refused'),
      failed: counted('failed'),
    };
  }

  counter<L extends string = never>(name: string, help: string, labelNames: L[] = []): Counter<L> {
    return new Counter({ name: this.#prefix + name, help, labelNames, registers: [this.registry] });
  }

  /** A value read when somebody asks for it. */
  gauge(name: string, help: string, read: () => number): Gauge {
    return new Gauge({
      name: this.#prefix + name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }

  /** Observes seconds; `buckets` are upper bounds in seconds. */
  seconds<L extends string = never>(name: string, help: string, buckets: number[], labelNames: L[] = []): Histogram<L> {
    return new Histogram({ name: this.#prefix + name, help, buckets, labelNames, registers: [this.registry] });
  }

  /** All metrics in the Prometheus text format. */
  text(): Promise<string> {
    return this.registry.metrics();
  }
}
