/** How much work a step is, so that a job that waits can say how long it will take. */
export const workOfSteps = /* sql */ `
ALTER TABLE job_steps ADD COLUMN work REAL;
`;
