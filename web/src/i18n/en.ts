import { dashboardEn } from './en/dashboard.ts';
import { deviceEn } from './en/device.ts';
import { entryEn } from './en/entry.ts';
import { examDayEn } from './en/examDay.ts';
import { proctoringEn } from './en/proctoring.ts';
import { profileEn } from './en/profile.ts';
import { writingEn } from './en/writing.ts';
import type { TextsOf } from './textsOf.ts';

/** Every text of the page. French has exactly these keys; `|` parts a singular from its plural, `{n}` is a value. */
export const en = {
  ...entryEn,
  ...dashboardEn,
  ...deviceEn,
  ...profileEn,
  ...writingEn,
  ...examDayEn,
  ...proctoringEn,
  common: {
    signOut: 'Sign out',
    profile: 'My profile',
    otherLanguage: 'Français',
    skip: 'Skip to content',
    loading: 'Loading…',
    busy: 'Please wait',
    retry: 'Try again',
    reload: 'Reload the page',
    dismiss: 'Dismiss',
    code: 'Code {code}',
    unsaved: {
      question: 'Leave without saving?',
      text: 'What you typed on this page is not saved yet.',
      yes: 'Leave without saving',
      no: 'Stay here',
    },
    role: { candidate: 'Candidate', proctor: 'Proctor', admin: 'Administrator' },
  },
  signIn: {
    title: 'Sign in',
    lead: 'With the e-mail and password of your exam account.',
    email: 'E-mail',
    password: 'Password',
    submit: 'Sign in',
    forgotten: 'Forgotten password?',
    invited: 'First time here? Activate your account with the code of your invitation e-mail.',
    invitedLink: 'Enter my access code',
    noEmail: 'Enter your e-mail address.',
    badEmail: "This is not an e-mail address. It looks like name{'@'}example.org.",
    noPassword: 'Enter your password.',
    pageTitle: 'An exam room that stays calm',
    promises: {
      consent: {
        title: 'Nothing without your click',
        text: 'Your camera and screen are shared only after you press the button.',
      },
      watchers: { title: 'You see who is there', text: 'The page tells you at every moment how many people watch.' },
      recovery: {
        title: 'A cut is not a fault',
        text: 'If the network drops, the page reconnects by itself and goes on.',
      },
    },
  },
  sittings: {
    title: 'My exams',
    enter: 'Enter',
    opensIn: 'Opens in {time}',
    window: 'From {from} to {to}',
    sameDay: '{day}, from {from} to {to}',
    today: 'Today',
    tomorrow: 'Tomorrow',
    duration: '{time} to write',
    webcam: 'Webcam',
    screen: 'Entire screen',
    closed: 'The window of this exam is over.',
    open: 'Open now',
    state: {
      scheduled: 'Scheduled',
      lobby: 'In the lobby',
      writing: 'Writing',
      paused: 'Paused',
      submitting: 'Being submitted',
      submitted: 'Submitted',
      timedOut: 'Time is over',
      terminated: 'Ended',
      noShow: 'Not attended',
    },
  },
  sitting: {
    back: 'My exams',
    untilTime: 'Open until {time}',
    untilDay: 'Open until {time}',
    webcam: {
      title: 'Webcam',
      empty: 'Chrome will ask for your camera: choose “Allow”.',
      asking: 'Chrome is waiting for your answer, at the top left of this window.',
      share: 'Share my webcam',
      again: 'Share my webcam again',
      stop: 'Stop the webcam',
      preview: 'Your webcam, as the proctor sees it',
    },
    screen: {
      title: 'Entire screen',
      empty: 'Chrome will ask what to share: choose “Entire screen”.',
      asking: 'Chrome is waiting for your choice: take “Entire screen”.',
      share: 'Share my entire screen',
      again: 'Share my entire screen again',
      stop: 'Stop the screen',
      preview: 'Your screen, as the proctor sees it',
    },
    microphone: {
      title: 'Microphone',
      empty: 'Chrome will ask for your microphone: choose “Allow”.',
      asking: 'Chrome is waiting for your answer, at the top left of this window.',
      share: 'Share my microphone',
      again: 'Share my microphone again',
      stop: 'Stop the microphone',
      preview: 'Your microphone is on.',
    },
    takeOver: 'Take over here',
    leave: {
      question: 'Leave this page?',
      text: 'Leaving stops your webcam and screen shares. You can come back and share again.',
      yes: 'Leave',
      no: 'Stay here',
    },
  },
  picker: {
    drawing:
      'Chrome’s window for choosing what to share. The third tab, “Entire screen”, is open; the picture of the screen is selected; the Share button is at the bottom right.',
    title: 'Choose what to share',
    tab: 'Chrome Tab',
    window: 'Window',
    screen: 'Entire Screen',
    share: 'Share',
    cancel: 'Cancel',
    steps: { tab: 'Open “Entire screen”', picture: 'Click the picture of your screen', share: 'Press “Share”' },
  },
  trouble: {
    insecurePage: {
      cause: 'This page was not opened over a secure address, so Chrome keeps camera and screen closed.',
      fix: 'Open it at its https address, then share again.',
    },
    unsupportedBrowser: {
      cause: 'This browser cannot share an entire screen.',
      fix: 'Open this page in an up-to-date Google Chrome on a computer.',
    },
    cameraDenied: {
      cause: 'Chrome was not allowed to use your camera.',
      fix: 'Click the camera icon in the address bar, choose “Always allow”, then share again.',
    },
    cameraMissing: {
      cause: 'No camera was found.',
      fix: 'Plug one in, or open its shutter, then share again.',
    },
    cameraBusy: {
      cause: 'Another program is using your camera.',
      fix: 'Close video calls and camera programs, then share again.',
    },
    cameraFailed: {
      cause: 'The camera did not start.',
      fix: 'Unplug it and plug it in again, or restart Chrome, then share again.',
    },
    cameraEnded: {
      cause: 'The camera stopped: it was unplugged, or its permission was taken back.',
      fix: 'One click brings it back.',
    },
    screenDenied: {
      cause: 'The choice of a screen was cancelled.',
      fix: 'Share again, choose “Entire screen”, then press “Share”.',
    },
    screenBlockedBySystem: {
      cause: 'The computer’s settings keep Chrome from recording the screen.',
      fix: 'On a Mac: System Settings, Privacy & Security, Screen Recording, allow Chrome, restart it. Then share again.',
    },
    screenFailed: {
      cause: 'The screen could not be captured.',
      fix: 'Share again. If it comes back, restart Chrome.',
    },
    screenEnded: {
      cause: 'The screen share was ended, perhaps with Chrome’s “Stop sharing” button.',
      fix: 'One click brings it back.',
    },
    microphoneDenied: {
      cause: 'Chrome was not allowed to use your microphone.',
      fix: 'Click the icon to the left of the address, allow the microphone, then share again.',
    },
    microphoneMissing: { cause: 'No microphone was found.', fix: 'Plug one in, then share again.' },
    microphoneBusy: {
      cause: 'Another program is using your microphone.',
      fix: 'Close calls and recording programs, then share again.',
    },
    microphoneFailed: {
      cause: 'The microphone did not start.',
      fix: 'Unplug it and plug it in again, or restart Chrome, then share again.',
    },
    microphoneEnded: {
      cause: 'The microphone stopped: it was unplugged, or its permission was taken back.',
      fix: 'One click brings it back.',
    },
    wrongSurface: {
      cause: 'That was a tab or a window. It was stopped at once; nobody saw it.',
      fix: 'Share again, as in the picture:',
    },
  },
  link: {
    live: 'Live',
    low: 'Weak link',
    connecting: 'Connecting…',
    reconnecting: 'Reconnecting…',
    lost: 'Link lost',
    blocked: 'Entire screen needed',
    off: 'Not shared',
  },
  line: {
    connecting: 'Connecting…',
    live: 'Connected',
    reconnecting: 'Reconnecting…',
    lost: 'No connection',
    ended: 'Disconnected',
  },
  rooms: {
    title: 'My rooms',
    lead: 'Open a room to see its candidates live.',
    emptyTitle: 'No room yet',
    emptyText: 'The rooms you proctor appear here as soon as an administrator assigns you to one.',
    open: 'Open the wall',
    count: 'no candidate | {n} candidate | {n} candidates',
  },
  room: {
    back: 'My rooms',
    emptyTitle: 'This room has no candidates',
    emptyText: 'Candidates appear here as soon as an administrator enrols them in the exam.',
    here: '{n} connected',
    waiting: '{n} awaited',
    away: '{n} interrupted',
    down: 'Your own connection dropped. The pictures may go on; what happens meanwhile is told as soon as the page is back.',
    lost: 'Your own connection has been down for a while. Check your network; the page keeps trying.',
    presence: {
      unknown: 'Not known yet',
      waiting: 'Not here yet',
      here: 'Here',
      away: 'Connection interrupted',
      gone: 'Has left',
    },
    frameAge: '{seconds} s',
    age: '{seconds} s ago',
    ageLong: 'Last picture {seconds} s ago',
    noPicture: 'Waiting for the picture',
    webcamOf: 'Webcam of {name}',
    screenOf: 'Screen of {name}',
  },
  notFound: {
    title: 'There is nothing at this address',
    text: 'The link may be old or incomplete.',
    home: 'Back to the start',
  },
};

/** The same keys with any text. */
export type Messages = TextsOf<typeof en>;

/** Every key as a path, such as `signIn.title`. */
export type MessageKey = PathsOf<typeof en>;
type PathsOf<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${PathsOf<T[K]>}`;
}[keyof T & string];
