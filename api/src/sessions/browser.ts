/** The first that matches names it: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari. */
const browsers: readonly [string, RegExp][] = [
  ['Edge', /\bEdg(?:e|A|iOS)?\/(\d+)/],
  ['Opera', /\bOPR\/(\d+)/],
  ['Firefox', /\b(?:Firefox|FxiOS)\/(\d+)/],
  ['Chrome', /\b(?:Chrome|Chromium|CriOS)\/(\d+)/],
  ['Safari', /\bVersion\/(\d+)[\d.]* (?:Mobile\/\w+ )?Safari\//],
];
const systems: readonly [string, RegExp][] = [
  ['iOS', /\b(?:iPhone|iPad)\b/],
  ['Android', /\bAndroid\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMacintosh\b/],
  ['Linux', /\bLinux\b/],
];

/** Browser and system in words, such as `Chrome 130 · Windows`, guessed from what a browser says of itself. */
export function browserOf(userAgent: string): string {
  const browser = browsers.flatMap(([name, pattern]) => {
    const found = pattern.exec(userAgent);
    return found ? [`${name} ${found[1]}`] : [];
  });
  const system = systems.flatMap(([name, pattern]) => (pattern.test(userAgent) ? [name] : []));
  return [...browser.slice(0, 1), ...system.slice(0, 1)].join(' · ') || '?';
}
