/** What an admin reads who supervises all rooms at once. */
export const en = {
  title: 'Supervision',
  lead: 'Every room whose exam is open or opens within a day: who is there, who waits, and who is overlooked.',
  emptyTitle: 'No room is open',
  emptyText: 'Rooms appear here a day before their exam opens.',
  stale: 'These figures are from {span} ago: the server does not answer.',
  staleFix: 'The page keeps asking by itself.',
  fresh: 'Read at {time}, again every few seconds.',
  open: 'Open the wall of {room}',
  files: 'Files of {room}',
  filesShort: 'Files',
  openShort: 'Open the wall',
  state: { open: 'Open', soon: 'Opens {time}', over: 'Over' },
  staff: {
    title: 'Proctors',
    nobody: 'No proctor is assigned to this room.',
    absent: 'No proctor is there.',
    here: 'there',
    away: 'not there',
    candidates: '{n} candidate | {n} candidates',
  },
  waits: {
    title: 'Waiting',
    hands: '{n} raised hand | {n} raised hands',
    unread: '{n} unread message | {n} unread messages',
    since: 'the longest for {span}',
    lobby: '{n} to be let in | {n} to be let in',
    overlooked: '{n} overlooked | {n} overlooked',
    none: 'Nobody waits.',
  },
  candidates: { title: 'Candidates', none: 'No candidate is enrolled.' },
  incidents: {
    title: 'Incidents:',
    technical: '{n} technical | {n} technical',
    conduct: '{n} of conduct | {n} of conduct',
  },
};

type PathsOf<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${PathsOf<T[K]>}`;
}[keyof T & string];
export type SupervisionKey = PathsOf<typeof en>;
