/** Sizes, rates and times that both ends of a wire obey. Times are milliseconds, sizes bytes. */
export const limits = {
  /** A frame with the RTP capabilities of a browser is about 12 KiB, a page of 100 watches about 30 KiB. */
  frameBytes: 64 * 1024,
  /** Sustained frames a second of one socket, and the burst it may save up. */
  framesPerSecond: 50,
  frameBurst: 200,
  /** Refused frames after which the socket is closed instead of answered. */
  refusedFramesBeforeClose: 100,
  /** Bytes that may wait for a slow reader before its socket is cut; it resumes with everything it missed. */
  socketBacklogBytes: 1024 * 1024,
  /** Notes kept for a dropped socket; older ones force a fresh join with a whole snapshot. */
  notesKept: 2_000,
  /** How long a presence outlives its socket. */
  presenceGraceMs: 60_000,
  /** Server heartbeat; the browser gives a socket up after `silenceMs` without any frame. */
  heartbeatMs: 5_000,
  silenceMs: 12_000,
  /**
   * Requests of one presence that may wait for their answers: a browser sends request `id` only when all up to
   * `id - requestsInFlight` are answered, so the server keeps only that many first answers.
   */
  requestsInFlight: 32,
  /** Frames that cannot be read after which the socket is closed for good. */
  malformedFramesBeforeClose: 10,
  /** Notes about the same thing closer together than this become one; the first of a burst is never held back. */
  coalesceMs: 100,
  streamsPerSitting: 3,
  watchesPerBatch: 200,
  watchesPerProctor: 600,
  roomsPerProctor: 50,
  sittingsPerProctor: 5_000,
  joinTokenSeconds: 60,
  /** A sender leaves a step that nobody watches only after this long, so that paging does not flap it. */
  demandHysteresisMs: 5_000,
  /** A roster of 5,000 lines with long names and addresses is about 1 MiB. */
  rosterBytes: 4 * 1024 * 1024,
  rosterLines: 5_000,
  documentBytes: 20 * 1024 * 1024,
  documentsPerExam: 20,
  proctorsPerRoom: 50,
  /** Consoles that one page hears of: those of all its rooms, some open twice. */
  proctorsPerWelcome: 1_000,
  peoplePerRun: 10_000,
  questionsPerExam: 50,
  choicesPerQuestion: 20,
  /** Of one written answer: its characters, the nodes of its document, and how deep these lie in each other. */
  answerCharacters: 200_000,
  answerNodes: 20_000,
  answerDepth: 12,
  /** The largest body that carries an answer; a document is a few times larger than its text. */
  answerBytes: 2 * 1024 * 1024,
  answerFileBytes: 20 * 1024 * 1024,
  filesPerAnswer: 10,
  /** What is typed waits so long at most before it is sent. */
  autosaveMs: 2_000,
  /** The page that writes says so often that it is there; a page unheard of for longer than the second was absent. */
  signOfLifeMs: 10_000,
  absentAfterMs: 15_000,
  /** After its deadline a sitting waits so long for its page to hand in, then is handed in by the server. */
  overdueGraceMs: 15_000,
  /** What was typed or seen before the end is taken so long after it. */
  lateMs: 24 * 60 * 60 * 1000,
  incidentsPerReport: 50,
  stillBytes: 300 * 1024,
  speedProbeBytes: 2 * 1024 * 1024,
  checkTextCharacters: 10_000,
  /** Sittings that one press of a proctor can be about. */
  sittingsPerIntervention: 500,
  messageCharacters: 1_000,
  /** Of one sitting, as a page is told it. */
  conversationEntries: 500,
  /** A look at a candidate that goes on is written down again so often. */
  lookEveryMs: 10_000,
  looksPerReport: 200,
  /** A proctor who has been away for so long has left: their candidates are given to the others. */
  proctorGoneMs: 60_000,
  /** A termination can be undone for so long; then what was saved is kept as the copy. */
  unlockMs: 30 * 60 * 1000,
  /** How long after a decision its candidate may answer it. */
  replyDays: 14,
  /** A device check that takes longer is over. */
  deviceCheckMs: 30 * 60 * 1000,
} as const;
