// zod probes `new Function` while the schemas are built, which a strict Content-Security-Policy reports as a violation.
// This has to be set before any module is evaluated, hence a classic script ahead of them.
globalThis.__zod_globalConfig = { jitless: true };
