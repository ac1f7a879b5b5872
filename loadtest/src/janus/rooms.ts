/** Rooms are numbered from here on, one for each bot, so that nobody is told of anybody else's joining. */
export const firstRoom = 1_000;
