import type { Job, JobStep } from '../contract/domain.ts';
import type { ErrorShape } from '../contract/errors.ts';
import type { Parameters } from '../contract/parameters.ts';
import type { ReadHandle, WriteHandle } from './handles.ts';
import { newId } from './ids.ts';
import { countRow, idRow, type JobRequest, jobRow, jobStepRow } from './rows.ts';

export interface StoredStep extends JobStep {
  /** Complete and resolved when the job was asked for. */
  readonly parameters: Parameters;
  /** Amount of work in the unit of queue/estimate.ts; null for jobs of earlier versions. */
  readonly work: number | null;
}
/** A job as it is kept; `fraction` and `secondsLeft` are known only to the queue that runs it. */
export interface StoredJob {
  readonly id: string;
  readonly projectId: string;
  readonly projectName: string;
  readonly request: JobRequest;
  readonly state: Job['state'];
  readonly steps: readonly StoredStep[];
  readonly error: ErrorShape | null;
  readonly crashes: number;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

export interface JobReads {
  find(jobId: string): StoredJob | undefined;
  /** Running first, then waiting and paused in their order, then finished, newest first. */
  list(): StoredJob[];
  ofProject(projectId: string): StoredJob[];
  /** The waiting job whose turn it is. */
  nextWaiting(): StoredJob | undefined;
  countActive(): number;
  /** Ids of jobs with work to do that belong to a project. */
  activeOfProject(projectId: string): string[];
  /** Ids of jobs with work to do that start from a take or made it. */
  activeOfTake(takeId: string): string[];
  /** Ids of jobs with work to do of a sweep, the running one last. */
  activeOfSweep(sweepId: string): string[];
  /** Ids of jobs with work to do of which a stage that is not done yet needs a pack. */
  activeOfPack(packId: string): string[];
}

const columns = `SELECT j.*, p.name AS project_name FROM jobs j JOIN projects p ON p.id = j.project_id`;
const active = `state IN ('waiting', 'running', 'paused')`;
/** What stands in line, paused or not. */
const inLine = `state IN ('waiting', 'paused')`;

export function jobReads(read: ReadHandle): JobReads {
  const stepsOf = (jobId: string): StoredStep[] =>
    read.all(jobStepRow, 'SELECT * FROM job_steps WHERE job_id = $jobId ORDER BY ordinal', { jobId }).map((step) => ({
      stage: step.stage,
      packId: step.pack_id,
      state: step.state,
      takeId: step.take_id,
      parameters: step.parameters,
      work: step.work,
    }));
  const query = (rest: string, parameters: Record<string, string> = {}): StoredJob[] =>
    read.all(jobRow, `${columns} ${rest}`, parameters).map((row) => ({
      id: row.id,
      projectId: row.project_id,
      projectName: row.project_name,
      request: row.request,
      state: row.state,
      steps: stepsOf(row.id),
      error: row.error,
      crashes: row.crashes,
      createdAt: row.created_at,
      startedAt: row.started_at,
      finishedAt: row.finished_at,
    }));
  const order = `ORDER BY CASE j.state WHEN 'running' THEN 0 WHEN 'waiting' THEN 1 WHEN 'paused' THEN 1 ELSE 2 END,
    iif(j.${inLine}, j.position, 0), j.finished_at DESC, j.created_at DESC`;
  return {
    find: (jobId) => query('WHERE j.id = $jobId', { jobId })[0],
    list: () => query(`${order} LIMIT 500`),
    ofProject: (projectId) => query(`WHERE j.project_id = $projectId ${order} LIMIT 200`, { projectId }),
    nextWaiting: () => query(`WHERE j.state = 'waiting' ORDER BY j.position, j.created_at LIMIT 1`)[0],
    countActive: () => read.one(countRow, `SELECT count(*) AS count FROM jobs WHERE ${active}`)?.count ?? 0,
    activeOfProject: (projectId) =>
      read
        .all(idRow, `SELECT id FROM jobs WHERE project_id = $projectId AND ${active}`, { projectId })
        .map((row) => row.id),
    activeOfTake: (takeId) =>
      read
        .all(
          idRow,
          `SELECT id FROM jobs WHERE ${active} AND (request ->> '$.parentTakeId' = $takeId
             OR id IN (SELECT job_id FROM job_steps WHERE take_id = $takeId))`,
          { takeId },
        )
        .map((row) => row.id),
    activeOfSweep: (sweepId) =>
      read
        .all(
          idRow,
          `SELECT id FROM jobs WHERE ${active} AND request ->> '$.sweep.sweepId' = $sweepId
           ORDER BY state = 'running', position`,
          { sweepId },
        )
        .map((row) => row.id),
    activeOfPack: (packId) =>
      read
        .all(
          idRow,
          `SELECT id FROM jobs WHERE ${active} AND id IN
             (SELECT job_id FROM job_steps WHERE pack_id = $packId AND state NOT IN ('done', 'reused'))`,
          { packId },
        )
        .map((row) => row.id),
  };
}

export interface JobWrites {
  /** Adds jobs at the end of the line, all or none; returns their ids. */
  add(jobs: readonly { request: JobRequest; steps: readonly Omit<StoredStep, 'state' | 'takeId'>[] }[]): string[];
  /** A running job that is paused stays first in line; one that is tried again goes to its end. */
  setState(jobId: string, state: Job['state'], error?: ErrorShape | null): void;
  setStep(jobId: string, ordinal: number, state: JobStep['state'], takeId?: string | null): void;
  /** Steps that were under way or given up wait again. */
  resetSteps(jobId: string): void;
  /** Steps not finished take this state. */
  closeSteps(jobId: string, state: 'cancelled' | 'failed'): void;
  setCrashes(jobId: string, crashes: number): void;
  /** Every job that waits takes the state paused, or the other way round; returns their ids. */
  setAllInLine(state: 'waiting' | 'paused'): string[];
  /** Before another job in line, or to the end of it. */
  move(jobId: string, beforeJobId: string | null): void;
  clearFinished(): void;
  /** At start: what was running waits again, first in line. The studio ended; that is no crash of the job. */
  requeueRunning(): void;
}

export function jobWrites(write: WriteHandle): JobWrites {
  const endOfLine = `(SELECT coalesce(max(position), 0) + 1 FROM jobs)`;
  const frontOfLine = `(SELECT coalesce(min(position), 0) - 1 FROM jobs)`;
  return {
    add(jobs) {
      const addOne = ({ request, steps }: (typeof jobs)[number]): string => {
        const id = newId();
        write.run(
          `INSERT INTO jobs (id, project_id, request, state, position, created_at)
           VALUES ($id, $projectId, $request, 'waiting', ${endOfLine}, $now)`,
          { id, projectId: request.projectId, request: JSON.stringify(request), now: Date.now() },
        );
        for (const [ordinal, step] of steps.entries()) {
          write.run(
            `INSERT INTO job_steps (job_id, ordinal, stage, pack_id, parameters, state, work)
             VALUES ($id, $ordinal, $stage, $packId, $parameters, 'waiting', $work)`,
            {
              ...{ id, ordinal, stage: step.stage, packId: step.packId, work: step.work },
              parameters: JSON.stringify(step.parameters),
            },
          );
        }
        return id;
      };
      return write.transaction(() => jobs.map(addOne));
    },
    setState(jobId, state, error = null) {
      const now = Date.now();
      write.run(
        `UPDATE jobs SET state = $state, error = $error,
           position = CASE
             WHEN $state = 'waiting' AND state NOT IN ('waiting', 'running', 'paused') THEN ${endOfLine}
             WHEN $state = 'paused' AND state = 'running' THEN ${frontOfLine}
             ELSE position END,
           started_at = CASE $state WHEN 'running' THEN coalesce(started_at, $now) ELSE started_at END,
           finished_at = iif($state IN ('done', 'failed', 'cancelled'), $now, NULL) WHERE id = $jobId`,
        { jobId, state, error: error === null ? null : JSON.stringify(error), now },
      );
    },
    setStep(jobId, ordinal, state, takeId = null) {
      write.run('UPDATE job_steps SET state = $state, take_id = $takeId WHERE job_id = $jobId AND ordinal = $ordinal', {
        jobId,
        ordinal,
        state,
        takeId,
      });
    },
    resetSteps(jobId) {
      write.run(
        `UPDATE job_steps SET state = 'waiting', take_id = NULL
         WHERE job_id = $jobId AND (state NOT IN ('done', 'reused') OR take_id IS NULL)`,
        { jobId },
      );
    },
    closeSteps(jobId, state) {
      // The step under way takes the outcome; those after it were simply not reached.
      write.run(
        `UPDATE job_steps SET state = iif(state = 'running' OR $state = 'cancelled', $state, state)
         WHERE job_id = $jobId AND state IN ('waiting', 'running')`,
        { jobId, state },
      );
    },
    setCrashes(jobId, crashes) {
      write.run('UPDATE jobs SET crashes = $crashes WHERE id = $jobId', { jobId, crashes });
    },
    setAllInLine(state) {
      const from = state === 'paused' ? 'waiting' : 'paused';
      return write
        .all(idRow, `UPDATE jobs SET state = $state WHERE state = $from RETURNING id`, { state, from })
        .map((row) => row.id);
    },
    move(jobId, beforeJobId) {
      write.transaction(() => {
        const line = write
          .all(idRow, `SELECT id FROM jobs WHERE ${inLine} ORDER BY position, created_at`)
          .map((row) => row.id)
          .filter((id) => id !== jobId);
        const at = beforeJobId === null ? line.length : line.indexOf(beforeJobId);
        line.splice(at < 0 ? line.length : at, 0, jobId);
        for (const [position, id] of line.entries()) {
          write.run('UPDATE jobs SET position = $position WHERE id = $id', { position, id });
        }
      });
    },
    clearFinished() {
      write.run(`DELETE FROM jobs WHERE state IN ('done', 'failed', 'cancelled')`);
    },
    requeueRunning() {
      write.transaction(() => {
        write.run(`UPDATE job_steps SET state = 'waiting' WHERE state = 'running'`);
        write.run(`UPDATE jobs SET state = 'waiting', position = ${frontOfLine} WHERE state = 'running'`);
      });
    },
  };
}
