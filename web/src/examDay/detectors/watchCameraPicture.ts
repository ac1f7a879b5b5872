import { type PictureSign, PictureWatch } from '../../device/pictureSigns.ts';
import type { Tells } from '../incidents/incidentReporter.ts';
import { toggled } from '../incidents/toggled.ts';

/** What keeps a proctor from seeing the candidate although the camera is shared. */
export type PictureFault = 'black' | 'frozen';

const lookEveryMs = 1_000;
/** Long enough that a hand before the lens or a slow camera is nothing. */
const afterMs = 8_000;
const size = { width: 48, height: 36 };

/** The webcam shows nothing, or always the same. Returns the function that ends this. */
export function watchCameraPicture(
  tells: Tells,
  track: MediaStreamTrack,
  changed: (fault: PictureFault | undefined) => void,
): () => void {
  const tell = pictureIncidents(tells, changed);
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = new MediaStream([track]);
  // Where nothing plays no frame comes, which is what is told.
  video.play().catch((fault: unknown) => console.info('the webcam could not be played', fault));
  const context = new OffscreenCanvas(size.width, size.height).getContext('2d', { willReadFrequently: true });
  let watch = new PictureWatch(afterMs);
  let decoded = 0;

  const timer = setInterval(() => {
    // A hidden page decodes no video, and a muted track has none: neither says anything of the camera.
    if (context === null || document.hidden || track.muted) {
      watch = new PictureWatch(afterMs);
      return;
    }
    const { totalVideoFrames } = video.getVideoPlaybackQuality();
    const isNew = totalVideoFrames > decoded;
    decoded = totalVideoFrames;
    if (isNew) context.drawImage(video, 0, 0, size.width, size.height);
    const frame = isNew ? context.getImageData(0, 0, size.width, size.height).data : undefined;
    tell(watch.take(frame, performance.now()));
  }, lookEveryMs);

  return () => {
    clearInterval(timer);
    video.srcObject = null;
    tell('unknown');
  };
}

/** What is told of each sign of a picture; one that is not known yet, or moves, ends what was told. */
export function pictureIncidents(tells: Tells, changed: (fault: PictureFault | undefined) => void) {
  const [black, frozen] = [toggled(tells), toggled(tells)];
  return (sign: PictureSign): void => {
    black({ kind: 'cameraBlack', facts: {} }, sign === 'black');
    frozen({ kind: 'cameraFrozen', facts: {} }, sign === 'frozen');
    changed(sign === 'black' || sign === 'frozen' ? sign : undefined);
  };
}
