/** The VP8 payload descriptor (RFC 7741, 4.2) with a picture id of 15 bits, as browsers send it. */
export const vp8DescriptorBytes = 4;
/** Where in the descriptor the two bytes of the picture id are; its highest bit is always set. */
export const pictureIdAt = 2;

/**
 * Cuts one VP8 frame into payloads of nearly the same size, none with more than `maxBytes` bytes of the frame. Each
 * begins with a payload descriptor whose picture id is 0, to be filled in when the packet is sent.
 */
export function vp8Payloads(frame: Buffer, maxBytes: number): Buffer[] {
  const count = Math.ceil(frame.length / maxBytes);
  const size = Math.ceil(frame.length / count);
  return Array.from({ length: count }, (_, index) => {
    const startOfPartition = index === 0 ? 0x10 : 0;
    const descriptor = Buffer.from([0x80 | startOfPartition, 0x80, 0x80, 0]);
    return Buffer.concat([descriptor, frame.subarray(index * size, (index + 1) * size)]);
  });
}
