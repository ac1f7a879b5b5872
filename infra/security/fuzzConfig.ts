/** A few minutes of hostile datagrams. */
export const fuzzedDatagrams = 400_000;

/** The environment of tests that fuzz for long. */
export const longFuzz = (): NodeJS.ProcessEnv => ({ ...process.env, FUZZ_DATAGRAMS: String(fuzzedDatagrams) });
