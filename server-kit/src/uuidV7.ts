import { randomBytes } from 'node:crypto';

/**
 * A fresh uuid v7: 48 bits of the time, then random bits, so that new rows lie side by side in their index. Made here and
 * not by the database, since only PostgreSQL 18 and later can. The time in it decides nothing, hence no injected clock.
 */
export function uuidV7(): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
