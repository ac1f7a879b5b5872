import type { Role } from '@invigil/contract/roles';
import { createRouter, createWebHistory, type RouteLocationRaw } from 'vue-router';
import { useMe } from './stores/me.ts';
import { useTrouble } from './stores/trouble.ts';

declare module 'vue-router' {
  interface RouteMeta {
    /** Whose page this is; nobody needs to be signed in when it is undefined. */
    roles?: readonly Role[];
    /** The proctor's wall is dark. */
    dark?: boolean;
    /** Without the header of the frame. */
    bare?: boolean;
  }
}

const candidate = ['candidate'] as const;
const staff = ['proctor', 'admin'] as const;

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', name: 'home', redirect: { name: 'signIn' } },
    { path: '/sign-in', name: 'signIn', component: () => import('./pages/SignInPage.vue'), meta: { bare: true } },
    {
      path: '/sittings',
      name: 'sittings',
      component: () => import('./pages/SittingsPage.vue'),
      meta: { roles: candidate },
    },
    {
      path: '/sittings/:sittingId',
      name: 'sitting',
      component: () => import('./pages/SittingPage.vue'),
      meta: { roles: candidate },
      props: true,
    },
    { path: '/rooms', name: 'rooms', component: () => import('./pages/RoomsPage.vue'), meta: { roles: staff } },
    {
      path: '/rooms/:roomId',
      name: 'room',
      component: () => import('./pages/RoomPage.vue'),
      meta: { roles: staff, dark: true },
      props: true,
    },
    { path: '/:rest(.*)*', name: 'notFound', component: () => import('./pages/NotFoundPage.vue') },
  ],
});

/** Where each role's work begins. */
export function homeOf(role: Role): RouteLocationRaw {
  return { name: role === 'candidate' ? 'sittings' : 'rooms' };
}

router.beforeEach(async (to) => {
  const store = useMe();
  await store.load();
  const { me } = store;
  if (to.name === 'signIn' && me !== undefined) return homeOf(me.role);
  const { roles } = to.meta;
  if (roles === undefined) return true;
  if (me === undefined) return { name: 'signIn', query: to.path === '/' ? {} : { next: to.fullPath } };
  return roles.includes(me.role) ? true : homeOf(me.role);
});

// The api is away, or a newer version of the app replaced the file of a page: said in the page instead of a blank screen.
router.onError((fault) => useTrouble().tell(fault));
router.afterEach((_to, _from, failure) => {
  if (failure === undefined) useTrouble().dismiss();
});
