/**
 * Which spatial layer a consumer should ask for. A consumer that asks for a layer just as the sender switches it off may
 * get nothing at all, so a layer is asked for only while it flows: the wanted one, else the best below it, else whatever
 * flows, else the lowest, which the sender never switches off.
 * @param scores of the producer's layers, lowest first; 0 is a layer that does not flow.
 */
export function layerToAsk(wanted: number, scores: readonly number[]): number {
  for (let layer = wanted; layer >= 0; layer--) if ((scores[layer] ?? 0) > 0) return layer;
  const above = scores.findIndex((score) => score > 0);
  return above === -1 ? 0 : above;
}
