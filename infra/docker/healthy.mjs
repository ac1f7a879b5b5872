// Ends with 0 when the process of this container runs. Whether it can work is /readyz, which those before it ask.
const reply = await fetch(`http://127.0.0.1:${process.argv[2]}/healthz`, { signal: AbortSignal.timeout(2_000) });
process.exitCode = reply.ok ? 0 : 1;
