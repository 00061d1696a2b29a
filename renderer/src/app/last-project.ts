const key = 'stillmotion.last-project';

/** The project that was open last in this browser; null when none was. */
export function lastProject(): string | null {
  return localStorage.getItem(key);
}

export function rememberProject(projectId: string): void {
  localStorage.setItem(key, projectId);
}
