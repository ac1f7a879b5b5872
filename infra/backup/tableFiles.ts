import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import path from 'node:path';
import { Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { ClientBase } from 'pg';
import { from, to } from 'pg-copy-streams';
import type { TableRecord } from './manifest.ts';
import { copyIn, copyOut, type Table } from './tables.ts';

const newline = 0x0a;

/** Passes bytes on; counts rows (a row is a line, newlines inside values are escaped) and hashes. */
class Tally extends Transform {
  readonly #hash: Hash = createHash('sha256');
  rows = 0;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: (error: null, chunk: Buffer) => void): void {
    this.#hash.update(chunk);
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, at + 1)) this.rows += 1;
    done(null, chunk);
  }

  /** Hex; once, at the end. */
  sha256(): string {
    return this.#hash.digest('hex');
  }
}

const fileOf = (folder: string, name: string) => path.join(folder, 'tables', `${name}.copy.gz`);

/** Writes one table into the folder. */
export async function saveTable(client: ClientBase, table: Table, folder: string): Promise<TableRecord> {
  const file = createWriteStream(fileOf(folder, table.name), { mode: 0o600, flush: true });
  const tally = new Tally();
  await pipeline(client.query(to(copyOut(table))), tally, createGzip({ level: 3 }), file);
  return { name: table.name, columns: table.columns, rows: tally.rows, sha256: tally.sha256() };
}

/** What `saveTable` would write of a table, without writing it. */
export async function tallyTable(client: ClientBase, table: Table): Promise<TableRecord> {
  const tally = new Tally();
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  await pipeline(client.query(to(copyOut(table))), tally, nowhere);
  return { name: table.name, columns: table.columns, rows: tally.rows, sha256: tally.sha256() };
}

/** Fills an empty table. What was read is told by `tallyTable` afterwards. */
export async function loadTable(client: ClientBase, record: TableRecord, folder: string): Promise<void> {
  await pipeline(createReadStream(fileOf(folder, record.name)), createGunzip(), client.query(from(copyIn(record))));
}
