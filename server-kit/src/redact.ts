export const hidden = '[hidden]';
const deepest = 8;

/** Keys whose values never reach a log, in any case of letters. */
export const secretKeys = [
  'token',
  'resumeToken',
  'joinToken',
  'accessCode',
  'password',
  'secret',
  'privateJwk',
  'cookie',
  'set-cookie',
  'authorization',
  'credential',
  'sec-websocket-protocol',
  'databaseUrl',
  'redisUrl',
  'rtpParameters',
  'rtpCapabilities',
  'iceParameters',
  'iceCandidates',
  'dtlsParameters',
  'email',
  'candidateName',
  'personName',
  'fullName',
  'firstName',
  'lastName',
  // What PostgreSQL and the mapper attach to an error: the values of the row that was refused.
  'detail',
  'sql',
  'query',
  'parameters',
];
const secret = new Set(secretKeys.map((key) => key.toLowerCase()));

const jwt = /eyJ[\w-]+\.[\w-]+\.[\w-]*/g;
const email = /[^\s@"'<>(),;=]+@[^\s@"'<>(),;=]+\.[A-Za-z]{2,}/g;

/** The text without JSON web tokens and e-mail addresses. */
export function redactText(text: string): string {
  const withoutJwt = text.includes('eyJ') ? text.replace(jwt, '[token]') : text;
  return withoutJwt.includes('@') ? withoutJwt.replace(email, '[e-mail]') : withoutJwt;
}

/**
 * A copy of a value without secrets, media parameters, e-mail addresses and people's names: hidden by key at any depth
 * (a `name` is a person's when an `email` stands beside it), and tokens and addresses inside texts by their form.
 */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Error) return value;
  if (depth === deepest) return '[too deep]';
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  const isPerson = 'email' in value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const hide = secret.has(key.toLowerCase()) || (isPerson && key === 'name');
      return [key, hide && item !== undefined ? hidden : redact(item, depth + 1)];
    }),
  );
}
