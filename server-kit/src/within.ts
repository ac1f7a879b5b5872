/** The result of the work, or a rejection that says what took longer than `ms`. The work itself is not stopped. */
export async function within<R>(ms: number, what: string, work: () => Promise<R>): Promise<R> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`${what} took longer than ${ms} ms`)), ms);
  try {
    return await Promise.race([work(), promise]);
  } finally {
    clearTimeout(timer);
  }
}
