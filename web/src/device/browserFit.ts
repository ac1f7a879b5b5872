/** What a page can find out about the browser it is in, without asking for anything. */
export interface BrowserFacts {
  /** Of `navigator.userAgentData`; undefined where there is none. */
  brands: readonly { brand: string; version: string }[] | undefined;
  userAgent: string;
  /** Such as `Windows` or `macOS`. */
  platform: string;
  isMobile: boolean;
  /** What an exam uses and this browser has not. */
  missing: readonly BrowserFeature[];
}

export const browserFeatures = ['securePage', 'webcam', 'entireScreen', 'liveVideo', 'storage', 'frames'] as const;
export type BrowserFeature = (typeof browserFeatures)[number];

export interface BrowserFit {
  /** Why no exam can be taken here; undefined where it can. */
  fault: 'browserUnsupported' | 'browserTooOld' | undefined;
  /** Such as `Google Chrome 141`. */
  browser: string;
}

/** The build is made for it, and Chrome's picker always offers entire screens from 119 on. */
export const oldestChromium = 120;

/** Best known name first: a browser that is built on Chromium names both. */
const named = ['Google Chrome', 'Microsoft Edge', 'Opera', 'Brave', 'Vivaldi', 'Chromium'];

/** Chrome and what is built on it passes by its brand and by what it can do; a made-up name alone does not help. */
export function browserFit(facts: BrowserFacts): BrowserFit {
  const browser = nameOf(facts);
  const chromium = chromiumVersion(facts);
  if (chromium === undefined || facts.isMobile) return { fault: 'browserUnsupported', browser };
  if (chromium < oldestChromium) return { fault: 'browserTooOld', browser };
  return { fault: facts.missing.length > 0 ? 'browserUnsupported' : undefined, browser };
}

/** Without client hints, as on a page that is not secure, the browser's name is all there is. */
function chromiumVersion({ brands, userAgent }: BrowserFacts): number | undefined {
  const version = brands
    ? brands.find(({ brand }) => brand === 'Chromium' || brand === 'Google Chrome')?.version
    : /\bChrom(?:e|ium)\/(\d+)/.exec(userAgent)?.[1];
  return version === undefined ? undefined : Number.parseInt(version, 10);
}

function nameOf({ brands, userAgent }: BrowserFacts): string {
  for (const name of named) {
    const brand = brands?.find((one) => one.brand === name);
    if (brand !== undefined) return `${brand.brand} ${brand.version}`;
  }
  const [, name, version] = /\b(Firefox|Edg|OPR|Chrome|Version)\/(\d+)/.exec(userAgent) ?? [];
  if (name === undefined) return 'unknown';
  const spoken = { Edg: 'Microsoft Edge', OPR: 'Opera', Version: 'Safari' }[name] ?? name;
  return `${spoken} ${version}`;
}

/** The parts of `navigator.userAgentData` that TypeScript's DOM library does not know yet. */
interface UserAgentData {
  brands: readonly { brand: string; version: string }[];
  mobile: boolean;
  platform: string;
  getHighEntropyValues: (hints: string[]) => Promise<{ platformVersion?: string }>;
}
const userAgentData = () => (navigator as Navigator & { userAgentData?: UserAgentData }).userAgentData;

export function browserFactsHere(): BrowserFacts {
  const data = userAgentData();
  return {
    brands: data?.brands,
    userAgent: navigator.userAgent,
    platform: data?.platform ?? navigator.platform,
    isMobile: data?.mobile ?? /\bMobi/.test(navigator.userAgent),
    missing: browserFeatures.filter((feature) => !has[feature]()),
  };
}

const has: Record<BrowserFeature, () => boolean> = {
  securePage: () => window.isSecureContext,
  webcam: () => 'mediaDevices' in navigator,
  entireScreen: () =>
    'mediaDevices' in navigator &&
    'getDisplayMedia' in navigator.mediaDevices &&
    'displaySurface' in navigator.mediaDevices.getSupportedConstraints(),
  liveVideo: () => 'RTCPeerConnection' in window && 'setParameters' in RTCRtpSender.prototype,
  storage: () => 'indexedDB' in window,
  frames: () => 'requestVideoFrameCallback' in HTMLVideoElement.prototype,
};

/** Such as `Windows 11`; a browser that keeps the version to itself tells the system alone. */
export async function systemHere(): Promise<string> {
  const data = userAgentData();
  if (data === undefined) return navigator.platform || 'unknown';
  const { platformVersion = '' } = await data.getHighEntropyValues(['platformVersion']).catch(() => ({}) as never);
  return systemName(data.platform, platformVersion);
}

export function systemName(platform: string, version: string): string {
  const major = Number.parseInt(version, 10);
  if (Number.isNaN(major) || platform === 'Linux') return platform || 'unknown';
  // Chrome tells Windows by the number of an interface: 13 and more are Windows 11.
  if (platform === 'Windows') return major >= 13 ? 'Windows 11' : major > 0 ? 'Windows 10' : 'Windows';
  return `${platform} ${major}`;
}
