/** A film of what is on show, as WebM, image by image as the page draws them. */

/** Bits per second: flat colours with hard edges need few, but suffer where there are too few. */
const bitRate = 12_000_000;

const kinds = ['video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm'] as const;

export interface Film {
  readonly canvas: HTMLCanvasElement;
  /** Ends it: all of the film. */
  end(): Promise<Blob>;
}

/** @throws Error  this browser makes no films */
export function startFilm(canvas: HTMLCanvasElement): Film {
  const kind = kinds.find((type) => MediaRecorder.isTypeSupported(type));
  if (!kind) throw new Error('this browser makes no WebM films');
  const recorder = new MediaRecorder(canvas.captureStream(30), {
    mimeType: kind,
    videoBitsPerSecond: bitRate,
  });
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => {
    if (data.size > 0) parts.push(data);
  };
  recorder.start(1000);
  return {
    canvas,
    end: () =>
      new Promise((resolve) => {
        recorder.onstop = () => resolve(new Blob(parts, { type: 'video/webm' }));
        recorder.stop();
      }),
  };
}
