import { computed, type Ref } from 'vue';
import { useTexts } from '../i18n/useTexts.ts';
import { isLasting } from '../incidents/incidentWords.ts';
import { useIncidents } from '../stores/incidents.ts';
import { useMe } from '../stores/me.ts';
import { useProctoring } from '../stores/proctoring.ts';
import type { WallSitting } from '../stores/room.ts';
import { useWallTexts } from './useWallTexts.ts';
import { stopwatch } from './waiting.ts';
import { isSnoozed } from './wallCandidate.ts';

interface Parts {
  sitting: () => WallSitting;
  /** Milliseconds of the server clock, ticking. */
  now: Readonly<Ref<number>>;
  isPinned: () => boolean;
  isHeard: () => boolean;
  /** Since when nobody looked at them, when that is too long ago. */
  unlookedSince: () => number | undefined;
}

/**
 * What a tile says of its candidate, each as a text or a number of its own, so that a tile is drawn again only when one of them
 * has changed.
 */
export function useTileFacts({ sitting, now, isPinned, isHeard, unlookedSince }: Parts) {
  const proctoring = useProctoring();
  const incidents = useIncidents();
  const me = useMe();
  const { t, tn, span, list } = useWallTexts();
  const { t: common } = useTexts();
  const told = computed(() => proctoring.sittings.get(sitting().sittingId));
  const nameOf = (id: Parameters<typeof proctoring.team.get>[0]) => proctoring.team.get(id)?.name ?? t('colleague');

  const handMs = computed(() => (told.value?.hand ? Math.max(0, now.value - told.value.hand.raisedAt) : undefined));
  const hand = computed(() => (handMs.value === undefined ? undefined : stopwatch(handMs.value)));
  const unread = computed(() => told.value?.unread?.count ?? 0);
  const past = computed(() => incidents.of(sitting().sittingId));
  const technical = computed(() => past.value.filter(({ nature }) => nature === 'technical').length);
  const conduct = computed(() => past.value.length - technical.value);
  /** Whether something technical goes on failing. */
  const isTroubled = computed(() =>
    past.value.some((one) => one.nature === 'technical' && one.endedAt === null && isLasting(one.kind)),
  );
  const isQuiet = computed(() => isSnoozed(told.value, now.value));
  const unlooked = computed(() => {
    const since = unlookedSince();
    return since === undefined ? undefined : Math.floor((now.value - since) / 60_000);
  });
  const lookers = computed(() =>
    (proctoring.attending.get(sitting().sittingId) ?? [])
      .filter(({ personId }) => personId !== me.me?.personId)
      .map(({ personId }) => nameOf(personId))
      .join('\n'),
  );
  const attended = computed(() => {
    const names = lookers.value === '' ? [] : lookers.value.split('\n');
    return names.length === 0 ? '' : tn('mark.attended', names.length, { names: list(names) });
  });
  /** Said only where somebody else could be the one. */
  const isMine = computed(
    () => proctoring.team.size > 1 && told.value?.proctorId != null && told.value.proctorId === me.me?.personId,
  );
  const state = computed(() => {
    if (told.value === undefined) return undefined;
    const { state: now_, pausedBy, lastIntervention, admittedAt } = told.value;
    if (now_ === 'lobby' && admittedAt !== null) return t('state.admitted');
    if (now_ !== 'paused') return t(`state.${now_}`);
    if (pausedBy === 'system') return t('state.pausedBySystem');
    const by = lastIntervention?.kind === 'paused' && lastIntervention.undoneAt === null ? lastIntervention.byId : null;
    if (by === null) return t('state.paused');
    return t('state.pausedBy', { name: by === me.me?.personId ? t('you') : nameOf(by) });
  });
  const progress = computed(() => told.value?.progress);

  /** The whole tile in sentences, for who hears the page. The hand is told by the minute, so that it is not read anew each second. */
  const sentence = computed(() => {
    const { candidateName, presence, streams, ladder } = sitting();
    const links = [
      streams.webcam && streams.webcam.link !== 'live'
        ? t('mark.webcam', { link: common(`link.${streams.webcam.link}`) })
        : '',
      streams.screen && streams.screen.link !== 'live'
        ? t('mark.screen', { link: common(`link.${streams.screen.link}`) })
        : '',
    ];
    const parts = [
      candidateName,
      handMs.value === undefined
        ? ''
        : t('mark.hand', { span: span(Math.max(1, Math.round(handMs.value / 60_000)) * 60_000) }),
      unread.value > 0 ? tn('mark.unread', unread.value) : '',
      common(`room.presence.${presence}`),
      state.value ?? '',
      ...links,
      ladder === 'full' || presence === 'waiting' ? '' : t('mark.weak'),
      technical.value > 0 ? tn('mark.technical', technical.value) : '',
      conduct.value > 0 ? tn('mark.conduct', conduct.value) : '',
      isQuiet.value ? t('mark.quiet', { span: span((told.value?.snoozed?.until ?? 0) - now.value) }) : '',
      unlooked.value === undefined ? '' : t('mark.unlooked', { span: span(unlooked.value * 60_000) }),
      attended.value,
      progress.value && progress.value.questions > 0 ? t('mark.progress', { ...progress.value }) : '',
      isMine.value ? t('mark.mine') : '',
      isPinned() ? t('mark.pinned') : '',
      isHeard() ? t('mark.heard') : streams.microphone ? t('mark.microphone') : '',
    ];
    return parts.filter((part) => part !== '').join('. ');
  });

  return {
    told,
    hand,
    unread,
    technical,
    conduct,
    isTroubled,
    isQuiet,
    unlooked,
    attended,
    isMine,
    state,
    progress,
    sentence,
  };
}
