import { errorBody } from '@invigil/contract/errors';
import { presenceId, roomId, sittingId, streamId, transportId, watchId } from '@invigil/contract/ids';
import { linkState, liveStream, presenceState, sittingLive } from '@invigil/contract/live';
import { dtlsParameters, iceParameters, mediaKind, rtpCapabilities, rtpParameters } from '@invigil/contract/rtp';
import { openedWatch, publishedStream, streamToPublish } from '@invigil/contract/signals';
import { source, step } from '@invigil/contract/sources';
import { iceServer, transportOptions } from '@invigil/contract/transports';
import { z } from 'zod';

/** Schemas that a text names instead of spelling them out. */
const names = new Map<z.core.$ZodType, string>([
  [errorBody, 'Error'],
  [presenceId, 'PresenceId'],
  [roomId, 'RoomId'],
  [sittingId, 'SittingId'],
  [streamId, 'StreamId'],
  [transportId, 'TransportId'],
  [watchId, 'WatchId'],
  [linkState, 'LinkState'],
  [liveStream, 'LiveStream'],
  [presenceState, 'PresenceState'],
  [sittingLive, 'SittingLive'],
  [dtlsParameters, 'DtlsParameters'],
  [iceParameters, 'IceParameters'],
  [mediaKind, 'MediaKind'],
  [rtpCapabilities, 'RtpCapabilities'],
  [rtpParameters, 'RtpParameters'],
  [openedWatch, 'OpenedWatch'],
  [publishedStream, 'PublishedStream'],
  [streamToPublish, 'StreamToPublish'],
  [source, 'Source'],
  [step, 'Step'],
  [iceServer, 'IceServer'],
  [transportOptions, 'TransportOptions'],
]);

/** A schema in the manner of a TypeScript type. */
export function schemaText(schema: z.core.$ZodType): string {
  return names.get(schema) ?? spelledOut(schema);
}

/** The same, its own name spelled out. */
export function spelledOut(schema: z.core.$ZodType): string {
  if (schema instanceof z.ZodObject) return objectText(schema);
  if (schema instanceof z.ZodArray) return `${schemaText(schema.element)}[]`;
  if (schema instanceof z.ZodOptional) return schemaText(schema.unwrap());
  if (schema instanceof z.ZodNullable) return `${schemaText(schema.unwrap())} | null`;
  if (schema instanceof z.ZodEnum) return schema.options.map((option) => `'${option}'`).join(' | ');
  if (schema instanceof z.ZodLiteral) return [...schema.values].map((value) => JSON.stringify(value)).join(' | ');
  if (schema instanceof z.ZodUnion) return schema.options.map(schemaText).join(' | ');
  const { type } = schema._zod.def;
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'unknown';
}

function objectText(schema: z.ZodObject): string {
  const fields = Object.entries(schema.shape).map(([name, field]) => {
    const optional = field instanceof z.ZodOptional ? '?' : '';
    return `${name}${optional}: ${schemaText(field)}`;
  });
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

/** The types that the tables name, spelled out; RTP, ICE and DTLS parameters are mediasoup's. */
export function namedTypes(): [name: string, text: string][] {
  const spelled = [
    streamToPublish,
    publishedStream,
    openedWatch,
    transportOptions,
    sittingLive,
    liveStream,
    linkState,
    presenceState,
    source,
    step,
  ];
  return spelled.map((schema) => [schemaText(schema), spelledOut(schema)]);
}
