import { limits } from '@invigil/contract/limits';
import { fileName } from '@invigil/contract/routes/fields';

export type DocumentProblem = 'notPdf' | 'tooLarge' | 'emptyFile' | 'longName';

/** Why a file is no document of an exam, told before it takes minutes to upload; the server looks again. */
export async function documentProblem(file: File): Promise<DocumentProblem | undefined> {
  if (file.size === 0) return 'emptyFile';
  if (file.size > limits.documentBytes) return 'tooLarge';
  if (!fileName.safeParse(file.name).success) return 'longName';
  const start = new Uint8Array(await file.slice(0, 1_024).arrayBuffer());
  // A PDF may have a few bytes before its mark; readers look for it in the first kilobyte.
  return new TextDecoder('latin1').decode(start).includes('%PDF-') ? undefined : 'notPdf';
}
