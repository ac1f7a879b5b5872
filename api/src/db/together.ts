import type { EntityManager } from '@mikro-orm/postgresql';
import { isDatabaseAway } from './databaseAway.ts';

interface Asked<Item, Result> {
  item: Item;
  em: EntityManager;
  resolve(result: Result): void;
  reject(error: unknown): void;
}
type Run<Item, Result> = (em: EntityManager, items: readonly [Item, ...Item[]]) => Promise<readonly Result[]>;

/** Asked together at most; more would make the first wait for the last. */
const most = 50;
/** While one lot is written to the disk the next is worked on. */
const lanes = 2;

/**
 * Questions that go to the database together when they come at the same time: as long as both lanes are taken they gather,
 * and the next lot has them all. One alone goes at once. What a transaction, a flush to the disk and a way to the database
 * and back cost is then paid once for all of a lot, and the more is asked the less each costs.
 */
export class Together<Item, Result> {
  readonly #run: Run<Item, Result>;
  readonly #byPool = new WeakMap<object, Lots<Item, Result>>();

  /** @param run gives as many results as there are items, in their order. */
  constructor(run: Run<Item, Result>) {
    this.#run = run;
  }

  /** Rejects with what `run` rejects with for this item alone. */
  async ask(em: EntityManager, item: Item): Promise<Result> {
    const pool: object = await em.getConnection().getNativeClient();
    let lots = this.#byPool.get(pool);
    if (!lots) {
      lots = new Lots(this.#run);
      this.#byPool.set(pool, lots);
    }
    return lots.ask(em, item);
  }
}

/** The questions to one database. */
class Lots<Item, Result> {
  readonly #run: Run<Item, Result>;
  #waiting: Asked<Item, Result>[] = [];
  #underWay = 0;
  #isDue = false;

  constructor(run: Run<Item, Result>) {
    this.#run = run;
  }

  ask(em: EntityManager, item: Item): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    this.#waiting.push({ item, em, resolve, reject });
    this.#sendSoon();
    return promise;
  }

  /** Once everything that has just arrived has been read. */
  #sendSoon(): void {
    if (this.#isDue || this.#underWay >= lanes || this.#waiting.length === 0) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      const lot = this.#waiting.splice(0, most);
      this.#underWay += 1;
      void this.#send(lot).finally(() => {
        this.#underWay -= 1;
        this.#sendSoon();
      });
      this.#sendSoon();
    });
  }

  async #send(lot: readonly Asked<Item, Result>[]): Promise<void> {
    const [first, ...others] = lot;
    if (!first) return;
    try {
      const results = await this.#run(first.em, [first.item, ...others.map(({ item }) => item)]);
      if (results.length !== lot.length) throw new Error(`${lot.length} questions got ${results.length} answers`);
      for (const [at, result] of results.entries()) lot[at]?.resolve(result);
    } catch (error) {
      if (others.length === 0 || isDatabaseAway(error)) for (const { reject } of lot) reject(error);
      // What one of them cannot do is no reason for the others to fail.
      else await Promise.all(lot.map((one) => this.#send([one])));
    }
  }
}
