import { limits } from '@invigil/contract/limits';
import { fileName } from '@invigil/contract/routes/fields';

export type RosterFileProblem = 'notCsv' | 'tooLarge' | 'nameTooLong';

/** Why a file cannot be a roster, told before it is sent. What is inside is the server's to judge. */
export function rosterFileProblem(file: Pick<File, 'name' | 'size'>): RosterFileProblem | undefined {
  if (!/\.(csv|txt|tsv)$/i.test(file.name)) return 'notCsv';
  if (file.size > limits.rosterBytes) return 'tooLarge';
  return fileName.safeParse(file.name).success ? undefined : 'nameTooLong';
}
