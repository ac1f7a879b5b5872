import type { CheckedStep } from '@invigil/contract/deviceCheckSteps';
import { useTexts } from '../../i18n/useTexts.ts';

type Fact = CheckedStep['facts'][number];
const figures = ['uploadKbps', 'downloadKbps', 'roundTripMs', 'lossPercent', 'path', 'reconnectMs'] as const;
const others = ['device', 'picture', 'browser', 'system', 'documentMs', 'accents', 'autosaveMs'] as const;
const paths = ['udp', 'tcp', 'turnUdp', 'turnTcp'] as const;

/** What was measured or seen, as a name and a value that people read. */
export function useFactWords() {
  const { t, language } = useTexts();

  /** Undefined of what only the organiser's page tells. */
  function words({ name, value }: Fact): { label: string; value: string } | undefined {
    const figure = figures.find((one) => one === name);
    if (figure !== undefined) return { label: t(`device.connection.figure.${figure}`), value: said(name, value) };
    const other = others.find((one) => one === name);
    return other === undefined ? undefined : { label: t(`device.fact.${other}`), value: said(name, value) };
  }

  function said(name: string, value: string): string {
    const n = Number(value);
    if (name.endsWith('Kbps')) {
      return n < 1_000
        ? t('device.connection.kbps', { n: number(n, 0) })
        : t('device.connection.mbps', { n: number(n / 1_000, n < 10_000 ? 1 : 0) });
    }
    if (name.endsWith('Ms')) {
      return n < 1_000
        ? t('device.connection.ms', { n: number(n, 0) })
        : t('device.connection.seconds', { n: number(n / 1_000, 1) });
    }
    if (name === 'lossPercent') return t('device.connection.percent', { n: number(n, 0) });
    if (name === 'accents') return t(value === 'yes' ? 'device.yes' : 'device.no');
    const path = paths.find((one) => one === value);
    return name === 'path' && path !== undefined ? t(`device.connection.path.${path}`) : value;
  }

  const number = (n: number, digits: number) =>
    new Intl.NumberFormat(language.value, { maximumFractionDigits: digits }).format(n);

  return { words };
}
