import { AppError, type ErrorBody } from '@invigil/contract/errors';
import { checkId } from '@invigil/contract/ids';
import type { StartedCheck } from '@invigil/contract/routes/deviceChecks';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { effectScope } from 'vue';
import type { LineView } from './checkLine.ts';
import { useConnectionCheck } from './useConnectionCheck.ts';

const started: StartedCheck = {
  checkId: checkId.parse('0193e6a0-0000-7000-8000-000000000001'),
  serverTime: '2026-11-23T08:00:00.000Z',
  endsAt: '2026-11-23T08:30:00.000Z',
  join: { signalingUrl: 'ws://127.0.0.1', token: 'token', expiresAt: '2026-11-23T08:01:00.000Z' },
  thresholds: {
    goodDownloadKbps: 1_000,
    leastDownloadKbps: 250,
    goodUploadKbps: 250,
    leastUploadKbps: 120,
    goodRoundTripMs: 300,
    mostRoundTripMs: 800,
    autosaveMs: 2_000,
  },
};
beforeEach(() => {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined });
  vi.stubGlobal('fetch', async () => Response.json(started));
});
afterEach(() => void vi.unstubAllGlobals());

/** A check whose lines were refused with these errors, one after the other. */
function stage(...errors: (ErrorBody | undefined)[]) {
  const lines: { isClosed: boolean }[] = [];
  const scope = effectScope();
  const check = scope.run(() =>
    useConnectionCheck({
      kind: 'delta',
      tracks: () => ({}),
      begin: () => {
        const told = { isClosed: false };
        const view: LineView = { socket: 'live', error: errors[lines.length], media: 'none', links: {} };
        lines.push(told);
        return {
          view,
          until: async (holds) => holds(view),
          cut: () => undefined,
          stats: async () => undefined,
          share: () => undefined,
          stop: () => undefined,
          close: () => {
            told.isClosed = true;
          },
        };
      },
    }),
  );
  if (check === undefined) throw new Error('the scope is closed');
  return { check, lines, scope };
}
const open = () => new AbortController().signal;

test('another try is judged by its own line alone: nothing of the one before is in it', async () => {
  const { check, lines, scope } = stage({ code: 'mediaRefused' });
  check.open();
  await expect(check.probe(open())).rejects.toEqual(new AppError({ code: 'mediaRefused' }));
  expect(await check.probe(open())).toMatchObject({ outcome: 'passed' });
  expect(lines.map(({ isClosed }) => isClosed)).toEqual([true, false]);
  scope.stop();
  expect(lines.map(({ isClosed }) => isClosed)).toEqual([true, true]);
});

test('the first try measures the line that stands since the beginning', async () => {
  const { check, lines, scope } = stage(undefined);
  check.open();
  expect(await check.probe(open())).toMatchObject({ outcome: 'passed' });
  expect(lines).toHaveLength(1);
  scope.stop();
});
