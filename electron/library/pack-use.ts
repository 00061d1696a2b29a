import { z } from 'zod';
import type { PackUse } from '../contract/models.ts';
import type { ReadHandle } from './handles.ts';

const row = z.object({ packId: z.string(), takes: z.number(), projects: z.number(), jobs: z.number() });

/** What was made, and what is to be made, with each pack. Takes and projects in the bin do not count. */
export function readPackUse(read: ReadHandle): PackUse[] {
  return read.all(
    row,
    `WITH used AS (
       SELECT t.pack_id AS pack_id, t.id AS take_id, t.project_id AS project_id, NULL AS job_id
         FROM takes t JOIN projects p ON p.id = t.project_id
        WHERE t.pack_id IS NOT NULL AND t.deleted_at IS NULL AND p.deleted_at IS NULL
       UNION ALL
       SELECT s.pack_id, NULL, NULL, j.id FROM job_steps s JOIN jobs j ON j.id = s.job_id
        WHERE j.state IN ('waiting', 'running', 'paused') AND s.state NOT IN ('done', 'reused'))
     SELECT pack_id AS packId, count(take_id) AS takes, count(DISTINCT project_id) AS projects,
            count(DISTINCT job_id) AS jobs FROM used GROUP BY pack_id ORDER BY pack_id`,
  );
}
