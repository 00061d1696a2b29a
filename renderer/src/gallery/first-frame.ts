/** The first picture of a video or GIF, as PNG; null when this browser cannot show the file. */
export async function firstFrame(file: File): Promise<Blob | null> {
  const url = URL.createObjectURL(file);
  try {
    const source = /\.(gif|webp)$/i.test(file.name) ? await loadedPicture(url) : await loadedVideo(url);
    const [width, height] =
      source instanceof HTMLVideoElement
        ? [source.videoWidth, source.videoHeight]
        : [source.naturalWidth, source.naturalHeight];
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext('2d')?.drawImage(source, 0, 0);
    return await canvas.convertToBlob({ type: 'image/png' });
  } catch {
    return null; // a codec it does not know, or a zip
  } finally {
    URL.revokeObjectURL(url);
  }
}

async function loadedPicture(url: string): Promise<HTMLImageElement> {
  const picture = new Image();
  picture.src = url;
  await picture.decode();
  return picture;
}

function loadedVideo(url: string): Promise<HTMLVideoElement> {
  const video = document.createElement('video');
  video.muted = true;
  video.preload = 'auto';
  return new Promise((loaded, failed) => {
    video.onloadeddata = () => loaded(video);
    video.onerror = () => failed(new Error('This video cannot be shown.'));
    video.src = url;
  });
}
