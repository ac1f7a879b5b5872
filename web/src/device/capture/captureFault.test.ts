import { expect, test } from 'vitest';
import { captureFault } from './captureFault.ts';

const anywhere = { policy: undefined, isMac: false };

test('every refusal of a capture has the code that tells how to mend it', () => {
  expect(captureFault('cameraBusy', anywhere)).toBe('cameraBusy');
  expect(captureFault('cameraMissing', anywhere)).toBe('cameraNotFound');
  expect(captureFault('wrongSurface', anywhere)).toBe('surfaceNotMonitor');
  expect(captureFault('screenBlockedBySystem', anywhere)).toBe('osScreenPermission');
  expect(captureFault('microphoneMissing', anywhere)).toBe('microphoneNotFound');
});

test('a page that may not use the camera says so instead of blaming the person', () => {
  const asked: string[] = [];
  const policy = { allowsFeature: (feature: string) => asked.push(feature) < 0 };
  expect(captureFault('cameraDenied', { policy, isMac: false })).toBe('permissionPolicy');
  expect(captureFault('screenDenied', { policy, isMac: false })).toBe('permissionPolicy');
  expect(asked).toEqual(['camera', 'display-capture']);
  expect(captureFault('cameraDenied', { policy: { allowsFeature: () => true }, isMac: false })).toBe('cameraDenied');
});

test('a screen that fails on a Mac leads to the system’s permission', () => {
  expect(captureFault('screenFailed', { policy: undefined, isMac: true })).toBe('osScreenPermission');
  expect(captureFault('screenFailed', anywhere)).toBe('screenDenied');
});
