import { meterOf, rootMeanSquare, SoundWatch } from './soundLevel.ts';

const everyMs = 50;

/** The level of a moment, from 0 to 1, and whether somebody was heard so far. */
export interface SoundSign {
  level: number;
  heard: boolean;
}

/**
 * Measures how loud a track is; no sound is kept.
 * @returns the function that ends this; the track goes on.
 */
export function watchSound(track: MediaStreamTrack, tell: (sign: SoundSign) => void): () => void {
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 1024 });
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  // A context that was made long after the last click may begin suspended.
  context.resume().catch((fault: unknown) => console.info('the microphone’s level cannot be measured', fault));
  const samples = new Float32Array(analyser.fftSize);
  const watch = new SoundWatch();
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const rms = rootMeanSquare(samples);
    tell({ level: meterOf(rms), heard: watch.take(rms, performance.now()) });
  }, everyMs);
  return () => {
    clearInterval(timer);
    context.close().catch((fault: unknown) => console.info('the meter did not close', fault));
  };
}
