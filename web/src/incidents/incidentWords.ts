import type { IncidentKind } from '@invigil/contract/incidentKinds';
import type { Incident } from '@invigil/contract/incidents';
import type { IncidentKey } from './texts/en.ts';

/** What words are made with. */
export interface Say {
  t: (key: IncidentKey, values?: Record<string, string | number>) => string;
  /** The form of a text for a number. */
  tn: (key: IncidentKey, n: number) => string;
  /** Milliseconds in their largest units. */
  span: (ms: number) => string;
}

type FactsByKind = { [K in IncidentKind]: Extract<Incident, { kind: K }>['facts'] };
type Told = { [K in IncidentKind]: { kind: K; facts: FactsByKind[K] } };

/** Each kind in words. A kind of the contract without its words does not compile. */
const words: { [K in IncidentKind]: (facts: FactsByKind[K], say: Say) => string } = {
  shareStopped: ({ source }, { t }) => t(`words.shareStopped.${source}`),
  wrongSurface: ({ surface, times }, { t, tn }) =>
    t('aside', { words: t(`words.wrongSurface.${surface}`), more: tn('times', times) }),
  screenDenied: (_, { t }) => t('words.screenDenied'),
  cameraBlack: (_, { t }) => t('words.cameraBlack'),
  cameraFrozen: (_, { t }) => t('words.cameraFrozen'),
  cameraUnplugged: (_, { t }) => t('words.cameraUnplugged'),
  cameraDenied: (_, { t }) => t('words.cameraDenied'),
  microphoneLost: (_, { t }) => t('words.microphoneLost'),
  tabHidden: (_, { t }) => t('words.tabHidden'),
  focusLost: (_, { t }) => t('words.focusLost'),
  fullscreenLeft: (_, { t }) => t('words.fullscreenLeft'),
  secondDisplay: (_, { t }) => t('words.secondDisplay'),
  pasted: ({ characters, refused }, { tn }) => tn(refused ? 'words.pasteRefused' : 'words.pasted', characters),
  offline: (_, { t }) => t('words.offline'),
  batteryLow: ({ percent }, { t }) => t('words.batteryLow', { percent }),
  slept: ({ seconds }, { t, span }) => t('words.slept', { span: span(seconds * 1_000) }),
  streamLost: ({ source }, { t }) => t(`words.streamLost.${source}`),
  reconnected: ({ afterSeconds }, { t, span }) => t('words.reconnected', { span: span(afterSeconds * 1_000) }),
  takenOver: (_, { t }) => t('words.takenOver'),
};

export function incidentWords<K extends IncidentKind>({ kind, facts }: Told[K], say: Say): string {
  return words[kind](facts, say);
}

/** Whether it takes a while, and ends: of the others only the moment counts. */
const lasting: Record<IncidentKind, boolean> = {
  shareStopped: true,
  wrongSurface: false,
  screenDenied: false,
  cameraBlack: true,
  cameraFrozen: true,
  cameraUnplugged: true,
  cameraDenied: false,
  microphoneLost: true,
  tabHidden: true,
  focusLost: true,
  fullscreenLeft: true,
  secondDisplay: true,
  pasted: false,
  offline: true,
  batteryLow: false,
  slept: false,
  streamLost: true,
  reconnected: false,
  takenOver: false,
};

export const isLasting = (kind: IncidentKind): boolean => lasting[kind];
