import type { Job, Project } from '../../../electron/contract/domain.ts';
import { mediaUrl } from '../api/client.ts';
import { useJobProgress } from '../api/progress.ts';
import { formatClock } from '../components/format.ts';
import { usePlaysOnHover } from '../components/hover-play.ts';
import { t } from '../i18n/i18n.ts';

/** The picture of a project; plays its newest clip while `isActive`. Shows how far a running job is. */
export function Poster({ project, job, isActive }: { project: Project; job: Job | undefined; isActive: boolean }) {
  const progress = useJobProgress(job?.id);
  const plays = usePlaysOnHover(isActive && project.proxy !== null);
  const picture = project.poster ?? progress?.preview ?? null;
  const fraction = progress?.fraction ?? job?.fraction ?? 0;
  return (
    <div className="picture">
      {picture ? (
        <img src={mediaUrl(picture)} alt="" decoding="async" draggable={false} />
      ) : (
        <div className="no-picture">
          <span dir="auto">{project.prompt.slice(0, 200) || t('No picture yet')}</span>
        </div>
      )}
      {plays && project.proxy ? (
        <video src={mediaUrl(project.proxy)} muted loop playsInline autoPlay aria-hidden="true" tabIndex={-1} />
      ) : null}
      {project.durationSeconds !== null && !job ? (
        <div className="badge tabular">
          <svg viewBox="0 0 8 8" aria-hidden="true">
            <path d="M1 .5v7L7 4z" />
          </svg>
          {formatClock(project.durationSeconds)}
        </div>
      ) : null}
      {job ? (
        <div className="badge tabular">
          {job.state === 'running'
            ? `${Math.floor(fraction * 100)} %`
            : job.state === 'paused'
              ? t('paused')
              : t('waiting')}
        </div>
      ) : null}
      {job?.state === 'running' ? (
        <div className="progress">
          <div style={{ width: `${fraction * 100}%` }} />
        </div>
      ) : null}
    </div>
  );
}
