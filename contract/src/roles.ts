import { z } from 'zod';

export const roles = ['candidate', 'proctor', 'admin'] as const;
export const role = z.enum(roles);
export type Role = z.infer<typeof role>;

/** The roles that hold a live socket; an admin works over HTTP only. */
export const liveRole = z.enum(['candidate', 'proctor']);
export type LiveRole = z.infer<typeof liveRole>;

export const languages = ['fr', 'en'] as const;
export const language = z.enum(languages);
export type Language = z.infer<typeof language>;
