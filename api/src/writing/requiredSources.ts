import type { Source } from '@invigil/contract/sources';
import type { Exam } from '../exams/exam.ts';

/** What must be shared while an exam is written. */
export function requiredSources({
  webcamRequired,
  microphoneRequired,
  screenRequired,
}: Pick<Exam, 'webcamRequired' | 'microphoneRequired' | 'screenRequired'>): Source[] {
  const required: Record<Source, boolean> = {
    webcam: webcamRequired,
    microphone: microphoneRequired,
    screen: screenRequired,
  };
  return (Object.keys(required) as Source[]).filter((source) => required[source]);
}
