import { systemClock } from '@invigil/server-kit/clock';
import { createLog } from '@invigil/server-kit/log';
import { expect, test } from 'vitest';
import type { Call } from '../http/handlers.ts';
import { sessionHandlers } from './handlers.ts';
import { Passwords } from './passwords.ts';
import { SignInLimits } from './signInLimits.ts';

/** Two are checked at once, and a hundred may wait. */
const most = 102;

test('a sign-in that would have to queue for long is told so before anything is looked up', async () => {
  const passwords = await Passwords.create();
  const hashed = await passwords.hash('Right1Password');
  const accepted = Array.from({ length: most }, () => passwords.verify(hashed, 'Right1Password'));
  const limits = new SignInLimits(systemClock);
  const { signIn } = sessionHandlers({ passwords, limits, log: createLog({ name: 'test', level: 'fatal' }) });
  const em = new Proxy(
    {},
    {
      get: () => {
        throw new Error('the database was asked');
      },
    },
  );
  const body = { email: 'candidate@exam-day.example', password: 'Right1Password' };
  const call = { em, body, address: '127.0.0.1' } as unknown as Call<'signIn'>;
  await expect(signIn(call)).rejects.toMatchObject({ body: { code: 'tooManyRequests', retryAfterSeconds: 5 } });
  expect(await Promise.all(accepted)).not.toContain(false);
});
