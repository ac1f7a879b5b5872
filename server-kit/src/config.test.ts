import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { flagSetting, listSetting, portSetting, readConfig } from './config.ts';

const schema = z.object({
  PORT: portSetting.default(8080),
  SECRET: z.string().min(8),
  SECURE: flagSetting.default(false),
  ORIGINS: listSetting.default([]),
});

describe('readConfig', () => {
  test('reads what is set, takes defaults for the rest and ignores what it does not know', () => {
    const config = readConfig(schema, {
      PORT: '81',
      SECRET: 'long enough',
      SECURE: 'true',
      ORIGINS: 'a, b,',
      HOME: '/',
    });
    expect(config).toEqual({ PORT: 81, SECRET: 'long enough', SECURE: true, ORIGINS: ['a', 'b'] });
    expect(readConfig(schema, { SECRET: 'long enough', PORT: '' })).toMatchObject({ PORT: 8080, SECURE: false });
  });

  test('what it returns cannot be changed', () => {
    expect(Object.isFrozen(readConfig(schema, { SECRET: 'long enough' }))).toBe(true);
  });

  test('lists every fault by setting in one message, and never the value', () => {
    const reading = () => readConfig(schema, { PORT: '70000', SECURE: 'perhaps' });
    expect(reading).toThrow(/PORT: .*65535.*\n {2}SECRET: is required\n {2}SECURE: must be true or false$/);
    expect(() => readConfig(schema, { PORT: 'http', SECRET: 'hush' })).toThrow(/PORT: must be a port number/);
    expect(() => readConfig(schema, { SECRET: 'hush' })).not.toThrow(/hush/);
  });

  test('says what is wrong inside a setting that was given', () => {
    const names = z.object({ NAMES: listSetting.pipe(z.array(z.string().min(3, 'must have three letters'))) });
    expect(() => readConfig(names, { NAMES: 'Zoe,Al' })).toThrow(/NAMES\.1: must have three letters$/);
  });
});
