import type { Language } from '@invigil/contract/roles';

/** A size as people read it, such as `1.4 MB` or `1,4 Mo`. */
export function sizeOf(bytes: number, language: Language): string {
  const units = language === 'fr' ? ['o', 'Ko', 'Mo'] : ['B', 'KB', 'MB'];
  const step = bytes < 1_024 ? 0 : bytes < 1_024 * 1_024 ? 1 : 2;
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: step === 2 ? 1 : 0 });
  return `${number.format(bytes / 1_024 ** step)}\u00a0${units[step]}`;
}
