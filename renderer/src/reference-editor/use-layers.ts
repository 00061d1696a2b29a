import { useCallback, useEffect, useRef, useState } from 'react';
import { maxLayers } from '../../../electron/contract/edit.ts';
import { StudioError } from '../../../electron/contract/errors.ts';
import { projectNameOf } from '../api/picture-files.ts';
import { notify, notifyError } from '../components/notices.ts';
import { isTyping } from '../components/shortcuts.ts';
import { t } from '../i18n/i18n.ts';
import type { EditDocument, Layer, Size } from './edit-document.ts';
import { cropPixels, frameSize, invert, pictureToFrame, transform } from './geometry.ts';
import { changedLayer, firstPlace, liftedLayer } from './layers.ts';
import { bringIn } from './pictures.ts';
import type { Editing } from './use-editor.ts';

/** Second pictures over the first, and which of them is worked on. */
export interface Layers {
  /** The lowest first. */
  readonly all: readonly Layer[];
  /** null is the picture under them. */
  readonly chosen: Layer | null;
  /** Which file of how many is on its way in; null while none is. */
  readonly adding: { readonly number: number; readonly all: number } | null;
  choose(id: string | null): void;
  /** Brings files in as layers, one after the other. */
  add(files: readonly File[]): void;
  /** May be called many times while dragging; `finish` makes that one step. */
  change(id: string, change: Partial<Layer>): void;
  finish(): void;
  lift(id: string, by: 1 | -1): void;
  remove(id: string): void;
}

/** @param onAdded a layer is there to be moved */
export function useLayers(editing: Editing, picture: Size, onAdded: () => void): Layers {
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [adding, setAdding] = useState<Layers['adding']>(null);
  const { layers } = editing.document;
  const { update, change, finish } = editing;

  const addOne = async (file: File): Promise<void> => {
    const bitmap = await bringIn(file);
    const id = crypto.randomUUID();
    update((document) => ({
      layers: [
        ...document.layers,
        {
          ...{ id, bitmap, name: nameOf(file) },
          ...firstPlace(bitmap, whatIsSeen(picture, document)),
          ...{ opacity: 1, isHidden: false, strokes: [] },
        },
      ],
    }));
    setChosenId(id);
    onAdded();
  };
  const add = async (files: readonly File[]): Promise<void> => {
    const problems: StudioError[] = [];
    const room = maxLayers - layers.length;
    const taken = files.slice(0, room);
    for (const [index, file] of taken.entries()) {
      setAdding({ number: index + 1, all: taken.length });
      await addOne(file).catch((error: unknown) => problems.push(StudioError.from(error)));
    }
    setAdding(null);
    if (files.length > room) {
      problems.push(
        new StudioError('conflict', t('A picture can have {{count}} layers. Delete one first.', { count: maxLayers })),
      );
    }
    tell(files.length - problems.length, problems);
  };

  const latestAdd = useLatest((files: readonly File[]) => {
    if (!adding && files.length > 0) void add(files);
  });
  usePastedPictures(latestAdd);
  return {
    all: layers,
    chosen: layers.find(({ id }) => id === chosenId) ?? null,
    adding,
    choose: setChosenId,
    add: latestAdd,
    change: (id, part) => change({ layers: changedLayer(layers, id, part) }),
    finish,
    lift: (id, by) => update((document) => ({ layers: liftedLayer(document.layers, id, by) })),
    remove: (id) => update((document) => ({ layers: document.layers.filter((layer) => layer.id !== id) })),
  };
}

/** Browsers call every picture on the clipboard `image.png`. */
function nameOf({ name }: File): string {
  return name === 'image.png' ? t('Pasted picture') : projectNameOf(name) || t('Picture');
}

function tell(added: number, problems: readonly StudioError[]): void {
  const [first] = problems;
  if (first && problems.length === 1 && added <= 0) notifyError(first);
  else if (first) {
    notify(
      `${added > 0 ? `${t('{{count}} pictures added.', { count: added })} ` : ''}${first.message}${
        problems.length > 1 ? ` ${t('And {{count}} more like it.', { count: problems.length - 1 })}` : ''
      }`,
      { tone: 'error' },
    );
  } else if (added > 1) notify(t('{{count}} pictures added.', { count: added }));
}

/** The middle of what the crop leaves, and its size, pixels of the picture. */
function whatIsSeen(picture: Size, document: EditDocument): Parameters<typeof firstPlace>[1] {
  const crop = cropPixels(frameSize(picture, document), document.crop);
  const middle = { x: crop.x + crop.width / 2, y: crop.y + crop.height / 2 };
  return { middle: transform(invert(pictureToFrame(picture, document)), middle), size: crop };
}

/** Pictures on the clipboard become layers. */
function usePastedPictures(add: (files: readonly File[]) => void): void {
  useEffect(() => {
    const onPaste = (event: ClipboardEvent): void => {
      if (event.defaultPrevented || isTyping(event.target)) return;
      const files = [...(event.clipboardData?.files ?? [])];
      event.preventDefault();
      if (files.length > 0) add(files);
      else notify(t('There is no picture on the clipboard. Copy one first.'), { tone: 'error' });
    };
    window.addEventListener('paste', onPaste);
    return () => window.removeEventListener('paste', onPaste);
  }, [add]);
}

/** A function that stays the same and always does what the newest one does. */
function useLatest<A extends unknown[]>(run: (...args: A) => void): (...args: A) => void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  return useCallback((...args: A) => latest.current(...args), []);
}
