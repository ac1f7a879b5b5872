/** 3 725 seconds are `1 h 2 min 5 s`, in both languages. */
export function spanOf(seconds: number): string {
  const parts: [number, string][] = [
    [Math.floor(seconds / 3_600), 'h'],
    [Math.floor((seconds % 3_600) / 60), 'min'],
    [seconds % 60, 's'],
  ];
  const shown = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count}\u00a0${unit}`);
  return shown.length === 0 ? '0\u00a0s' : shown.join(' ');
}
