/** The RTP header extensions of a bot: those our server offers a browser for video. Ids are of the one-byte form. */
export const headerExtensions = {
  mid: { id: 1, uri: 'urn:ietf:params:rtp-hdrext:sdes:mid' },
  transportSequence: { id: 3, uri: 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01' },
} as const;

/** The name a stream is introduced by, until the server knows its SSRC. */
export interface StreamNames {
  mid: string;
}

export interface ExtensionBlock {
  bytes: Buffer;
  /** Offset into `bytes` of the two bytes that count the packets of the transport. */
  transportSequenceAt: number;
}

/**
 * The header extension block (RFC 8285) of a packet, with its transport sequence number 0. Without `names` it is the
 * block of a stream the server already knows.
 */
export function extensionBlock(names?: StreamNames): ExtensionBlock {
  const header = Buffer.from([0xbe, 0xde, 0, 0]);
  const sequence = element(headerExtensions.transportSequence.id, Buffer.alloc(2));
  const named = names ? [element(headerExtensions.mid.id, Buffer.from(names.mid))] : [];
  const content = Buffer.concat([sequence, ...named]);
  const words = Math.ceil(content.length / 4);
  header.writeUInt16BE(words, 2);
  return {
    bytes: Buffer.concat([header, content, Buffer.alloc(words * 4 - content.length)]),
    transportSequenceAt: header.length + 1,
  };
}

/** One byte of id and length less one, then the value. */
function element(id: number, value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(id << 4) | (value.length - 1)]), value]);
}
