/** What proctors read about incidents: what was seen, and no verdict on anybody. */
export const en = {
  title: 'Incidents',
  open: 'Incidents',
  close: 'Close the list of incidents',
  lead: 'What was seen in this room, the last first. Nothing here says that anybody did wrong.',
  none: 'Nothing to tell yet.',
  noneOfNature: 'Nothing of this kind.',
  loading: 'Reading what happened before…',
  cut: 'Only the last {n} are listed.',
  more: 'Show more',
  filter: 'Which incidents',
  all: 'All',
  nature: { technical: 'Technical', conduct: 'Conduct' },
  count: {
    technical: '{n} technical incident | {n} technical incidents',
    conduct: '{n} incident of conduct | {n} incidents of conduct',
  },
  running: 'still going on',
  lasted: 'for {span}',
  look: 'Look at {name}',
  news: '{name}: {words}',
  severalNews: '{n} things are new. The last: {last}',
  times: 'once so far | {n} times so far',
  aside: '{words} ({more})',
  ladder: {
    short: {
      full: 'Full',
      fewerFrames: 'Fewer frames',
      tileOnly: 'Small picture',
      stills: 'Stills only',
      localBuffer: 'Sent later',
    },
    long: {
      full: 'Everything is sent',
      fewerFrames: 'Weak line: fewer frames a second',
      tileOnly: 'Weak line: the small picture only',
      stills: 'Weak line: one still picture every few seconds',
      localBuffer: 'No line: pictures are kept on the candidate’s computer and sent later',
    },
  },
  words: {
    shareStopped: {
      webcam: 'The webcam share stopped',
      microphone: 'The microphone share stopped',
      screen: 'The screen share stopped',
    },
    wrongSurface: {
      monitor: 'Another screen was chosen',
      window: 'A window was chosen instead of the entire screen',
      browser: 'A tab was chosen instead of the entire screen',
      other: 'Something else than the entire screen was chosen',
    },
    screenDenied: 'The choice of a screen was cancelled or not allowed',
    cameraBlack: 'The webcam’s picture is black',
    cameraFrozen: 'The webcam’s picture does not move',
    cameraUnplugged: 'The webcam is not connected',
    cameraDenied: 'The browser may not use the webcam',
    microphoneLost: 'The microphone brings no sound',
    tabHidden: 'The exam’s page was not in sight',
    focusLost: 'Another window was in front',
    fullscreenLeft: 'Full screen was left',
    secondDisplay: 'A second display is connected',
    pasted: '{n} character pasted into an answer | {n} characters pasted into an answer',
    pasteRefused: '{n} character to be pasted was not taken | {n} characters to be pasted were not taken',
    offline: 'The candidate’s computer is offline',
    batteryLow: 'Battery at {percent} %',
    slept: 'The computer slept for {span}',
    streamLost: {
      webcam: 'The webcam no longer reaches the server',
      microphone: 'The microphone no longer reaches the server',
      screen: 'The screen no longer reaches the server',
    },
    reconnected: 'Connected again after {span}',
    takenOver: 'The exam went on in another page of the candidate',
  },
};
export type IncidentMessages = typeof en;

/** Every key as a path, such as `nature.technical`. */
export type IncidentKey = PathsOf<typeof en>;
type PathsOf<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${PathsOf<T[K]>}`;
}[keyof T & string];
