import { AppError } from '@invigil/contract/errors';

/**
 * What it says of itself decides nothing: the bytes do.
 * @throws {AppError} fileTypeRefused when they are no PDF, fileUnreadable when it is cut off or encrypted, since then no page
 * of ours could show it.
 */
export function mustBeReadablePdf(bytes: Buffer): void {
  if (!bytes.subarray(0, 5).equals(Buffer.from('%PDF-'))) {
    throw new AppError({ code: 'fileTypeRefused', allowed: 'application/pdf' });
  }
  const tail = bytes.subarray(-2_048);
  if (!tail.includes('%%EOF') || isEncrypted(bytes)) throw new AppError({ code: 'fileUnreadable' });
}

/** Whether a trailer refers to an encryption dictionary. */
function isEncrypted(bytes: Buffer): boolean {
  for (let at = bytes.indexOf('/Encrypt'); at >= 0; at = bytes.indexOf('/Encrypt', at + 1)) {
    if (/^\/Encrypt\s*(\d+\s+\d+\s+R|<<)/.test(bytes.toString('latin1', at, at + 40))) return true;
  }
  return false;
}
