const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
/** A comment of the whole archive may be this long. */
const longestComment = 65_535;
const endLength = 22;
const entryLength = 46;
const mostEntries = 5_000;

/** The names in the directory of a ZIP archive; none when it is cut off or not one. Nothing is unpacked. */
export function zipEntries(bytes: Buffer): string[] {
  const end = endOf(bytes);
  if (end === undefined) return [];
  const names: string[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let left = Math.min(bytes.readUInt16LE(end + 10), mostEntries); left > 0; left -= 1) {
    if (at + entryLength > bytes.length || bytes.readUInt32LE(at) !== entrySignature) return [];
    const nameLength = bytes.readUInt16LE(at + 28);
    names.push(bytes.toString('utf8', at + entryLength, at + entryLength + nameLength));
    at += entryLength + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return names;
}

/** Where the record that ends an archive begins: it is looked for from behind, as only its comment follows it. */
function endOf(bytes: Buffer): number | undefined {
  const lowest = Math.max(0, bytes.length - endLength - longestComment);
  for (let at = bytes.length - endLength; at >= lowest; at -= 1) {
    if (bytes.readUInt32LE(at) === endSignature) return at;
  }
  return undefined;
}
