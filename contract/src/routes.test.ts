import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { RouteRow } from './routes/route.ts';
import { routes } from './routes.ts';

const rows = Object.entries(routes) as [string, RouteRow][];

/** As much of a JSON Schema as tells whether what it admits has an end. */
const node = z.looseObject({
  type: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
});

/** The paths at which a schema admits texts or lists without end. */
function endless(schema: unknown, path = ''): string[] {
  const parsed = node.parse(schema);
  const { type, properties = {}, additionalProperties, items, anyOf = [], oneOf = [] } = parsed;
  const bounded = ['maxLength', 'enum', 'const', 'pattern', 'format'].some((key) => key in parsed);
  return [
    ...(type === 'string' && !bounded ? [path] : []),
    ...(type === 'array' && !('maxItems' in parsed) ? [`${path}[]`] : []),
    ...(type === 'object' && additionalProperties !== false ? [`${path}{}`] : []),
    ...Object.entries(properties).flatMap(([name, property]) => endless(property, `${path}.${name}`)),
    ...(items === undefined ? [] : endless(items, `${path}[]`)),
    ...[...anyOf, ...oneOf].flatMap((branch) => endless(branch, path)),
  ];
}

test('no two routes have the same method and path', () => {
  const places = rows.map(([, { method, path }]) => `${method} ${path.replace(/:\w+/g, ':')}`);
  expect(places.filter((place, at) => places.indexOf(place) !== at)).toEqual([]);
});

describe.each(rows)('%s', (_, row) => {
  test('has the parameters that its path names', () => {
    const named = [...row.path.matchAll(/:(\w+)/g)].map(([, name]) => name);
    expect(Object.keys(node.parse(z.toJSONSchema(row.params, { io: 'input' })).properties ?? {})).toEqual(named);
  });

  test('takes nothing without an end', () => {
    for (const part of ['params', 'query', 'body'] as const) {
      expect(endless(z.toJSONSchema(row[part], { io: 'input' })), part).toEqual([]);
    }
  });

  test('is for admins alone exactly when its path says so', () => {
    const forAdmins = row.path.startsWith('/api/admin/');
    expect(JSON.stringify(row.may) === '["admin"]').toBe(forAdmins);
  });

  test('changes nothing when it only reads, and sends no body then', () => {
    if (row.method !== 'GET') return;
    expect(row.upload).toBeUndefined();
    expect(node.parse(z.toJSONSchema(row.body)).properties).toEqual({});
  });
});
