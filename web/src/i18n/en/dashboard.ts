/** Texts of a candidate's dashboard, copies and quick check. */
export const dashboardEn = {
  dashboard: {
    title: 'Dashboard',
    zone: 'Times are in {zone}.',
    zoneElse: 'Times are in {zone}, as your profile says; this computer is in {here}.',
    zoneChange: 'Change the time zone',
    feed: {
      live: 'Up to date',
      reconnecting: 'Not up to date since {time}: the connection dropped. This page tries again by itself.',
      paused: 'Up to date when you come back to this page',
    },
    upcoming: {
      title: 'Upcoming exams',
      emptyTitle: 'No exam planned yet',
      emptyText:
        'Your exams appear here by themselves as soon as the organiser enrols you. Until then, the quick check tells you whether this computer is ready.',
    },
    exam: {
      cancelled: 'Cancelled',
      cancelledText: 'The organiser cancelled this exam. There is nothing you need to do.',
      extra: '{time} to write, {extra} of it extra time for you',
      closesIn: 'Closes in {time}',
      screens: 'One display only',
      screensWarned: 'Unplug a second display',
      needsTest: 'Opens to you once you have passed the technical test.',
      rehearsal: 'Not graded',
      toTest: 'See the technical test',
    },
    test: {
      title: 'Technical test',
      mandatory: 'Mandatory',
      optional: 'Optional',
      state: {
        notAssigned: 'None assigned',
        notStarted: 'Not started',
        inProgress: 'In progress',
        passed: 'Passed',
      },
      text: 'A rehearsal in the same environment as a real exam. It is never graded.',
      none: 'The organiser has not planned one for you. If you should take one, it appears here by itself.',
      noneMandatory:
        'An exam of yours requires it, and the organiser has not planned it yet. Write to the organiser if your exam is near.',
      due: 'An exam of yours opens only once this test is passed.',
      passed: 'You are done with it. You may take it again while it is open.',
      coming: 'In this version you can try out sharing in it; writing and handing in are still to come.',
    },
    device: {
      title: 'Validate your device',
      state: {
        none: 'Not validated yet',
        passed: 'Validated',
        failed: 'Not passed',
        expired: 'To be validated again',
      },
      checked: '{device}, checked {time}',
      until: 'Valid until {time}',
      coming:
        'The full validation (sharing, connection speed, documents, writing) is not part of this version yet. No exam asks for it until it is. The quick check already works.',
    },
    copies: {
      title: 'Submitted copies',
      emptyTitle: 'No copy yet',
      emptyText: 'What you hand in at the end of an exam is kept here, for you alone.',
      submitted: 'Submitted {time}',
      notSubmitted: 'Ended without being submitted',
      synchronising: 'Still synchronising',
      open: 'Read my copy',
      openNamed: 'Read my copy of {title}',
    },
    tip: {
      title: 'Today is the day: {title}',
      opens: 'It opens at {time}.',
      open: 'It is open.',
      restart: 'Restart your computer, and close every other program.',
      plug: 'Plug in the power, and the network cable if you have one.',
      check: 'Check this computer a last time.',
    },
  },
  check: {
    title: 'Quick check of this computer',
    lead: 'It takes a few seconds and shares nothing.',
    run: 'Check now',
    again: 'Check again',
    running: 'Checking…',
    good: 'This computer looks ready.',
    bad: 'Something needs your attention.',
    ok: 'Good',
    wrong: 'To fix',
    items: {
      browser: {
        title: 'Browser',
        ok: 'It can share a webcam and an entire screen.',
        wrong: 'It cannot share an entire screen. Open this page in an up-to-date Google Chrome, on a computer.',
      },
      camera: {
        title: 'Camera',
        ok: 'One is plugged in.',
        wrong: 'None was found. Plug one in or open its cover, then check again.',
      },
      display: {
        title: 'Display',
        ok: 'One display.',
        wrong: 'A second display is plugged in. Unplug it before an exam that allows one only.',
      },
      server: {
        title: 'Connection',
        ok: 'The server answers in {ms} ms.',
        slow: 'The server takes {ms} ms to answer. Come closer to your router or use a cable, then check again.',
        wrong: 'The server does not answer. Check your network, then check again.',
      },
    },
  },
};
