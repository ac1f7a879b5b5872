import { createLog } from '@invigil/server-kit/log';
import type { TestProject } from 'vitest/node';
import { migrate } from '../src/db/migrations.ts';
import { openOrm } from '../src/db/orm.ts';
import { PostgresServer } from './postgresServer.ts';
import { migratedTemplate, TestDatabase } from './testDatabase.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL server for all test files, with a migrated template to copy. */
    postgresUrl: string;
  }
}

/** Starts one PostgreSQL for all test files; each makes databases of its own in it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await PostgresServer.start();
  const template = await TestDatabase.create(server.url, { name: migratedTemplate });
  const orm = openOrm({ databaseUrl: template.url, log: createLog({ name: 'test', level: 'silent' }) });
  await migrate(orm);
  await orm.close();
  project.provide('postgresUrl', server.url);
  return () => server.close();
}
