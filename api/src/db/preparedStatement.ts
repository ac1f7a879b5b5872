import type { EntityManager } from '@mikro-orm/postgresql';

/**
 * A statement that PostgreSQL parses once a connection and from then on only runs: for the few that a whole exam asks in the
 * same minutes, where parsing and planning take longer than running. It is outside any transaction of the EntityManager,
 * and needs a connection that is not shared by transactions (as the dashboard's LISTEN does).
 */
export class PreparedStatement<Row extends object = object> {
  readonly #name: string;
  readonly #text: string;

  /** @param name unique among all prepared statements. */
  constructor(name: string, text: string) {
    this.#name = name;
    this.#text = text;
  }

  /** @param values for $1, $2 ... */
  async rows(em: EntityManager, values: readonly unknown[]): Promise<Row[]> {
    const pool = await em.getConnection().getNativeClient();
    const { rows } = await pool.query<Row>({ name: this.#name, text: this.#text, values: [...values] });
    return rows;
  }
}
