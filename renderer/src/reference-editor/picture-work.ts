import { StudioError } from '../../../electron/contract/errors.ts';
import { t } from '../i18n/i18n.ts';
import type { WorkerAnswer, WorkerRequest } from './worker-messages.ts';

type AnswerTo<K extends WorkerRequest['kind']> = Extract<WorkerAnswer, { ok: true; kind: K }>;

/** Does pixel work away from the page, so that the page never waits. One worker a request: they are rare and must not queue. */
export function runInWorker<R extends WorkerRequest>(request: R): Promise<AnswerTo<R['kind']>> {
  const worker = new Worker(new URL('./picture-worker.ts', import.meta.url), { type: 'module' });
  return new Promise<AnswerTo<R['kind']>>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<WorkerAnswer>) => {
      if (data.ok) resolve(data as AnswerTo<R['kind']>);
      else
        reject(new StudioError('internal', t('The picture could not be made: {{message}}', { message: data.message })));
    };
    worker.onerror = (event) =>
      reject(
        new StudioError(
          'internal',
          t('The picture could not be made: {{message}}', { message: event.message || t('the worker did not start') }),
        ),
      );
    worker.postMessage(request);
  }).finally(() => worker.terminate());
}
