/** What a stage held at once and the memory it took, beside its time. */
export const memoryOfTimings = /* sql */ `
ALTER TABLE timings ADD COLUMN held REAL;
ALTER TABLE timings ADD COLUMN peak_bytes REAL;
`;
