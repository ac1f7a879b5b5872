import type { ClientBase } from 'pg';

/** Of the migrator; restoring makes it anew by running the migrations. */
const migrationsTable = 'mikro_orm_migrations';

export interface Table {
  name: string;
  /** Without those that PostgreSQL computes. */
  columns: string[];
  /** The columns that say in which order rows are written; all of them where there is no primary key. */
  order: string[];
}

/** The tables of the schema `public`, by name. */
export async function tablesOf(client: ClientBase): Promise<Table[]> {
  const { rows } = await client.query<{ name: string; columns: string[]; key: string[] | null }>(`
    select c.relname as name,
      (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
      (select array_agg(a.attname::text order by array_position(i.indkey::int2[], a.attnum)) from pg_index i
        join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
        where i.indrelid = c.oid and i.indisprimary) as key
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> '${migrationsTable}'
    order by c.relname collate "C"`);
  return rows.map(({ name, columns, key }) => ({ name, columns, order: key ?? columns }));
}

export async function migrationsOf(client: ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`select name from ${migrationsTable} order by id`);
  return rows.map(({ name }) => name);
}

/** Writes values the same on every server, whatever its settings: hashes of the same rows are then the same. */
export async function writeValuesAlike(client: ClientBase): Promise<void> {
  await client.query(`set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres';
    set extra_float_digits = 1; set bytea_output = 'hex'; set client_encoding = 'UTF8'; set statement_timeout = 0`);
}

export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const listed = (names: string[]) => names.map(quoted).join(', ');

/** The statement that writes a whole table; its order depends neither on collation nor on where rows lie. */
export function copyOut({ name, columns, order }: Table): string {
  const by = order.map((column) => `${quoted(column)}::text collate "C"`).join(', ');
  return `copy (select ${listed(columns)} from ${quoted(name)} order by ${by}) to stdout`;
}

export const copyIn = ({ name, columns }: { name: string; columns: string[] }) =>
  `copy ${quoted(name)} (${listed(columns)}) from stdin`;
