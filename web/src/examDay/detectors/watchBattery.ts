import type { Tells } from '../incidents/incidentReporter.ts';

/** The part of Chrome's battery that is used; TypeScript's DOM library does not know it. */
export interface Battery extends EventTarget {
  readonly charging: boolean;
  /** From 0 to 1. */
  readonly level: number;
}
interface BatteryNavigator {
  getBattery?: () => Promise<Battery>;
}

const lowLevel = 0.15;

/** The battery runs low and nothing charges it. Returns the function that ends this. */
export function watchBattery(
  tells: Tells,
  /** Hears the percentage while the battery is low, and undefined when it no longer is. */
  changed: (percent: number | undefined) => void,
  { getBattery }: BatteryNavigator = batteryOf(navigator),
): () => void {
  let battery: Battery | undefined;
  let end: (() => void) | undefined;
  let ended = false;

  const look = () => {
    if (battery === undefined || ended) return;
    const percent = Math.round(battery.level * 100);
    const isLow = !battery.charging && battery.level < lowLevel;
    if (isLow) end ??= tells.begin({ kind: 'batteryLow', facts: { percent } });
    else {
      end?.();
      end = undefined;
    }
    changed(isLow ? percent : undefined);
  };
  const events = ['levelchange', 'chargingchange'] as const;
  // A browser that tells nothing of its battery has nothing to warn of.
  getBattery?.().then(
    (found) => {
      battery = found;
      for (const name of events) found.addEventListener(name, look);
      look();
    },
    () => undefined,
  );
  return () => {
    ended = true;
    for (const name of events) battery?.removeEventListener(name, look);
    end?.();
  };
}

function batteryOf(of: Navigator & BatteryNavigator): BatteryNavigator {
  return { getBattery: of.getBattery?.bind(of) };
}
