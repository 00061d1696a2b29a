/** What a running task may tell and must heed. */
export interface TaskPorts {
  readonly signal: AbortSignal;
  readonly onProgress: (step: number, of: number, previewPath: string | null) => void;
}
