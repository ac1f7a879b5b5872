import { AppError } from '@invigil/contract/errors';
import { expect, onTestFinished, test } from 'vitest';
import { openTestLog } from './testing/testLog.ts';

function open() {
  const log = openTestLog();
  onTestFinished(() => log.close());
  return log;
}

const jwt = 'eyJhbGciOiJFZERTQSJ9.eyJqdGkiOiIxIn0.c2lnbmF0dXJl';

test('secrets, media parameters and people are hidden at any depth', () => {
  const { log, lines } = open();
  log.child({ password: 'hush1' }).info(
    {
      headers: { Authorization: 'hush2', cookie: 'hush3', host: 'exam.test' },
      call: { data: { streams: [{ rtpParameters: { codecs: ['hush4'] }, trackId: 't' }], iceParameters: 'hush5' } },
      person: { email: 'hush6@exam.test', name: 'hush7', role: 'proctor' },
    },
    'called',
  );
  expect(JSON.stringify(lines())).not.toContain('hush');
  expect(lines()[0]).toMatchObject({
    name: 'test',
    msg: 'called',
    headers: { host: 'exam.test' },
    call: { data: { streams: [{ trackId: 't' }] } },
    person: { role: 'proctor' },
  });
});

test('tokens and addresses inside texts are hidden', () => {
  const { log, lines } = open();
  log.info(`welcome ada@exam.test with ${jwt}`);
  log.info({ url: `/live?token=${jwt}` }, 'opened');
  expect(lines().map(({ msg, url }) => url ?? msg)).toEqual(['welcome [e-mail] with [token]', '/live?token=[token]']);
});

test('an error keeps its type, stack and causes, without what is secret in them', () => {
  const { log, lines } = open();
  const refused = Object.assign(new Error('duplicate key ada@exam.test'), { detail: 'hush', code: '23505' });
  log.error({ err: new AppError({ code: 'timeout' }, { cause: refused }) }, 'fault');
  const [line] = lines();
  expect(line?.err).toMatchObject({
    type: 'AppError',
    body: { code: 'timeout' },
    stack: expect.stringContaining('log.test.ts'),
    cause: { message: 'duplicate key [e-mail]', code: '23505', detail: '[hidden]' },
  });
});

test('a value that contains itself does not stop the log', () => {
  const { log, lines } = open();
  const circle: Record<string, unknown> = { a: 1 };
  circle.self = circle;
  log.info({ circle }, 'round');
  expect(lines()[0]).toMatchObject({ msg: 'round', circle: { a: 1 } });
});
