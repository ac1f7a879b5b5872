import type { Metrics } from '@invigil/server-kit/metrics';
import type { FastifyInstance } from 'fastify';

const bucketsSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Counts and times every request by route, not by address, so that ids do not become labels. */
export function addHttpMetrics(app: FastifyInstance, metrics: Metrics): void {
  const requests = metrics.seconds('http_request_seconds', 'Time to answer a request.', bucketsSeconds, [
    'route',
    'method',
    'status',
  ]);
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    requests.observe({ route, method: request.method, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
}
