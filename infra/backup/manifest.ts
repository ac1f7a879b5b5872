import { z } from 'zod';

export const manifestFile = 'backup.json';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** One table, as PostgreSQL's COPY writes it in the order of its primary key. */
export const tableRecord = z.strictObject({
  name: z.string().regex(/^[a-z_][a-z0-9_]*$/),
  columns: z.array(z.string().min(1)).min(1),
  rows: z.int().min(0),
  /** Of the text before it is compressed, so that two databases with the same rows have the same. */
  sha256,
});
export type TableRecord = z.infer<typeof tableRecord>;

/** What lies in a backup and how to know that it is whole. Written last: a folder without it is no backup. */
export const manifest = z.strictObject({
  format: z.literal(1),
  takenAt: z.iso.datetime(),
  /** The migrations whose form the tables have, oldest first. */
  migrations: z.array(z.string().min(1)).min(1),
  tables: z.array(tableRecord),
  files: z.array(z.strictObject({ name: z.string().min(1), bytes: z.int().min(0), sha256 })),
  /** Whether the keys of the installation lie beside it. */
  hasKeys: z.boolean(),
});
export type Manifest = z.infer<typeof manifest>;

/** What cannot be backed up or restored; the message is one line that says what to do. */
export class BackupFailure extends Error {
  override readonly name = 'BackupFailure';
}
