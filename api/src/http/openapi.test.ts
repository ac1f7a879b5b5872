import { routes } from '@invigil/contract/routes';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { TestApi } from '../../test/testApi.ts';
import { docsPath } from './openapi.ts';

const description = z.looseObject({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({ operationId: z.string() }))),
});

let server: TestApi;
beforeAll(async () => {
  server = await TestApi.start();
});
afterAll(() => server.close());

test('the description is valid OpenAPI 3.1 and names each route of the table, and no other', async () => {
  const document: unknown = await (await fetch(`${server.url}${docsPath}/json`)).json();
  const { openapi, paths } = description.parse(document);
  expect(openapi).toBe('3.1.0');
  expect(await new Validator().validate(z.record(z.string(), z.unknown()).parse(document))).toEqual({ valid: true });

  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => `${operationId}: ${method} ${path}`),
  );
  const wanted = Object.entries(routes).map(
    ([name, { method, path }]) => `${name}: ${method.toLowerCase()} ${path.replace(/:(\w+)/g, '{$1}')}`,
  );
  expect(described.sort()).toEqual(wanted.sort());
});

test('every operation has its reply and the one form of errors', async () => {
  const { paths } = description.parse(await (await fetch(`${server.url}${docsPath}/json`)).json());
  const error = { content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } };
  for (const operation of Object.values(paths).flatMap((methods) => Object.values(methods))) {
    expect(operation).toMatchObject({ responses: { 200: {}, default: error } });
  }
});

test('people get a page of it, which loads nothing from elsewhere and has no script inside', async () => {
  const response = await fetch(server.url + docsPath);
  const html = await response.text();
  expect(response.headers.get('content-type')).toMatch(/^text\/html/);
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|https?:\/\//);
  const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file = '']) => file);
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) {
    const found = await fetch(new URL(file, server.url + docsPath));
    expect(found.status, file).toBe(200);
    await found.body?.cancel();
  }
});
