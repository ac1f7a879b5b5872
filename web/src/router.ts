import { activationPaths, resetPath } from '@invigil/contract/pageLinks';
import type { Role } from '@invigil/contract/roles';
import { createRouter, createWebHistory, type RouteLocationRaw } from 'vue-router';
import { adminRoutes } from './admin/routes.ts';
import type { MessageKey } from './i18n/en.ts';
import { takeSecret } from './linkSecret.ts';
import { useMe } from './stores/me.ts';
import { useTrouble } from './stores/trouble.ts';

declare module 'vue-router' {
  interface RouteMeta {
    /** Whose page this is; nobody needs to be signed in when it is undefined. */
    roles?: readonly Role[];
    /** The text that names the page in the browser's tab. */
    title?: MessageKey;
    /** Of no use to somebody who is signed in. */
    signedOut?: boolean;
    /** The proctor's wall is dark. */
    dark?: boolean;
    /** Without the header of the frame. */
    bare?: boolean;
  }
}

takeSecret(window.location, window.history);

const everyone = ['candidate', 'proctor', 'admin'] as const;
const candidate = ['candidate'] as const;
const staff = ['proctor', 'admin'] as const;

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', name: 'home', redirect: { name: 'signIn' } },
    {
      path: '/sign-in',
      name: 'signIn',
      component: () => import('./pages/SignInPage.vue'),
      meta: { bare: true, signedOut: true, title: 'signIn.title' },
    },
    {
      path: activationPaths.fr,
      alias: activationPaths.en,
      name: 'activation',
      component: () => import('./pages/ActivationPage.vue'),
      meta: { bare: true, title: 'activation.code.title' },
    },
    {
      path: '/forgotten-password',
      name: 'forgotten',
      component: () => import('./pages/ForgottenPage.vue'),
      meta: { bare: true, title: 'forgotten.title' },
    },
    {
      path: resetPath,
      name: 'reset',
      component: () => import('./pages/ResetPage.vue'),
      meta: { bare: true, title: 'reset.title' },
    },
    {
      path: '/documents',
      name: 'consent',
      component: () => import('./pages/ConsentPage.vue'),
      meta: { roles: everyone, title: 'documents.newTitle' },
    },
    {
      path: '/profile',
      name: 'profile',
      component: () => import('./pages/ProfilePage.vue'),
      meta: { roles: everyone, title: 'profile.title' },
    },
    {
      path: '/dashboard',
      name: 'dashboard',
      component: () => import('./pages/DashboardPage.vue'),
      meta: { roles: candidate, title: 'dashboard.title' },
    },
    {
      path: '/device',
      name: 'device',
      component: () => import('./device/DevicePage.vue'),
      meta: { roles: candidate, title: 'device.title' },
    },
    {
      path: '/copies/:sittingId',
      name: 'copy',
      component: () => import('./pages/CopyPage.vue'),
      meta: { roles: candidate, title: 'dashboard.copies.title' },
      props: true,
    },
    {
      path: '/copies/:sittingId/review',
      name: 'myReview',
      component: () => import('./proctoring/MyReviewPage.vue'),
      meta: { roles: candidate, title: 'proctoring.review.title' },
      props: true,
    },
    { path: '/sittings', redirect: { name: 'dashboard' } },
    {
      path: '/sittings/:sittingId',
      name: 'sitting',
      component: () => import('./pages/SittingPage.vue'),
      meta: { roles: candidate, title: 'sittings.title' },
      props: true,
    },
    {
      path: '/rooms',
      name: 'rooms',
      component: () => import('./pages/RoomsPage.vue'),
      meta: { roles: staff, title: 'rooms.title' },
    },
    {
      path: '/rooms/:roomId',
      name: 'room',
      component: () => import('./wall/RoomPage.vue'),
      meta: { roles: staff, dark: true, title: 'rooms.title' },
      props: true,
    },
    {
      path: '/rooms/:roomId/reviews',
      name: 'roomReviews',
      component: () => import('./review/RoomReviewsPage.vue'),
      meta: { roles: staff },
      props: true,
    },
    {
      path: '/rooms/:roomId/sittings/:sittingId/review',
      name: 'sittingReview',
      component: () => import('./review/ReviewPage.vue'),
      meta: { roles: staff },
      props: true,
    },
    adminRoutes,
    { path: '/:rest(.*)*', name: 'notFound', component: () => import('./pages/NotFoundPage.vue') },
  ],
});

/** Where each role's work begins. */
export function homeOf(role: Role): RouteLocationRaw {
  return { name: { candidate: 'dashboard', proctor: 'rooms', admin: 'people' }[role] };
}

/** Where somebody who had to sign in or accept first wanted to go; only ever a page of this app. */
export function nextOf(query: Record<string, unknown>, role: Role): RouteLocationRaw {
  const { next } = query;
  return typeof next === 'string' && /^\/(?!\/)/.test(next) ? next : homeOf(role);
}

router.beforeEach(async (to) => {
  const store = useMe();
  await store.load();
  const { me } = store;
  const { roles, signedOut } = to.meta;
  if (me === undefined) {
    if (roles === undefined) return true;
    return { name: 'signIn', query: to.path === '/' ? {} : { next: to.fullPath } };
  }
  if (signedOut === true) return nextOf(to.query, me.role);
  if (roles === undefined) return true;
  if (to.name === 'consent') return me.consentDue ? true : nextOf(to.query, me.role);
  if (me.consentDue) return { name: 'consent', query: { next: to.fullPath } };
  return roles.includes(me.role) ? true : homeOf(me.role);
});

// A link of a mail opened while its page is already shown changes nothing but the fragment.
window.addEventListener('hashchange', () => takeSecret(window.location, window.history));

// The api is away, or a newer version of the app replaced the file of a page: said in the page instead of a blank screen.
router.onError((fault) => useTrouble().tell(fault));
router.afterEach((_to, _from, failure) => {
  if (failure === undefined) useTrouble().dismiss();
});
