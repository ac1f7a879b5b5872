import { type PictureSign, PictureWatch } from '../pictureSigns.ts';

const everyMs = 250;
const [width, height] = [64, 48];

/**
 * Looks at a track's picture several times a second, on a canvas too small to recognise anybody.
 * @param tell hears every change of what is seen.
 * @returns the function that ends this; the track goes on.
 */
export function watchPicture(track: MediaStreamTrack, tell: (sign: PictureSign) => void): () => void {
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = new MediaStream([track]);
  // Refused only where nothing could be seen anyway; then no frame comes, which is what is told.
  video.play().catch((fault: unknown) => console.info('the picture could not be played', fault));
  const canvas = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  const watch = new PictureWatch();
  let told: PictureSign = 'unknown';
  let isNew = false;
  let callback = video.requestVideoFrameCallback(onFrame);

  function onFrame(): void {
    isNew = true;
    callback = video.requestVideoFrameCallback(onFrame);
  }
  function look(): void {
    let frame: Uint8ClampedArray | undefined;
    if (isNew && canvas !== null) {
      canvas.drawImage(video, 0, 0, width, height);
      frame = canvas.getImageData(0, 0, width, height).data;
    }
    isNew = false;
    const sign = watch.take(frame, performance.now());
    if (sign === told) return;
    told = sign;
    tell(sign);
  }
  const timer = setInterval(look, everyMs);
  return () => {
    clearInterval(timer);
    video.cancelVideoFrameCallback(callback);
    video.srcObject = null;
  };
}
