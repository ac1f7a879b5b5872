import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

export const migratedTemplate = 'migrated_template';

/** One database on a test server. */
export class TestDatabase {
  readonly url: string;
  readonly #serverUrl: string;
  readonly #name: string;

  /** A database of its own: empty, or with all migrations done when it copies `template`. */
  static async create(
    serverUrl: string,
    { template = 'template0', name = `test_${randomUUID().replaceAll('-', '')}` } = {},
  ): Promise<TestDatabase> {
    await query(serverUrl, `create database ${name} template ${template}`);
    return new TestDatabase(serverUrl, name);
  }

  private constructor(serverUrl: string, name: string) {
    this.#serverUrl = serverUrl;
    this.#name = name;
    this.url = Object.assign(new URL(serverUrl), { pathname: name }).href;
  }

  query(sql: string): Promise<Record<string, unknown>[]> {
    return query(this.url, sql);
  }

  async drop(): Promise<void> {
    await query(this.#serverUrl, `drop database if exists ${this.#name} with (force)`);
  }
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}
