import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { type ErrorCode, errorCodes, errorTable } from '@invigil/contract/errors';
import type { FastifyInstance } from 'fastify';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';

const errorRow = (code: ErrorCode) => errorTable[code].fields.extend({ code: z.literal(code) });
const [firstCode, ...otherCodes] = errorCodes.map(errorRow);

/** Any error's body. */
export const errorReply = firstCode ? z.discriminatedUnion('code', [firstCode, ...otherCodes]) : z.never();

const named = z.registry<{ id: string }>();
named.add(errorReply, { id: 'Error' });

const fromZod = createJsonSchemaTransform({ schemaRegistry: named });

/** A body that is a file has no schema of ours, only its type. */
const describe: typeof fromZod = (document) => {
  const described = fromZod(document);
  const [type] = document.schema?.consumes ?? [];
  if (type === undefined || !described.schema) return described;
  const content = { [type]: { schema: { type: 'string', format: 'binary' } } };
  return { ...described, schema: { ...described.schema, body: { content } } };
};

export const docsPath = '/api/docs';

/** Serves the description of every route added afterwards, for people at /api/docs and for programs at /api/docs/json. */
export async function addOpenApi(app: FastifyInstance, { cookieName }: { cookieName: string }): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Invigil',
        version: '0.1.0',
        description:
          'Every route of the api. Sign in first: the session is a cookie. An error always has the same form, with a code.',
      },
      components: {
        securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: cookieName } },
      },
    },
    transform: describe,
    transformObject: createJsonSchemaTransformObject({ schemaRegistry: named }),
  });
  await app.register(swaggerUi, { routePrefix: docsPath, theme: { title: 'Invigil api' } });
}
