import { memo, useState } from 'react';
import { Link } from 'wouter';
import type { Job, Project } from '../../../electron/contract/domain.ts';
import { EditableText } from '../components/editable-text.tsx';
import { formatAgo, formatMoment } from '../components/format.ts';
import { HeartFilledIcon, HeartIcon, RestoreIcon } from '../components/icons.tsx';
import { t } from '../i18n/i18n.ts';
import { Poster } from './poster.tsx';
import { projectActions } from './project-actions.ts';
import { ProjectMenu } from './project-menu.tsx';
import { toggleTagFilter } from './use-gallery-view.ts';

/** Tags shown on a poster; the menu has them all. */
const shownTags = 3;

/**
 * One project: its poster (which plays while pointed at), name, prompt, and what can be done with it. Plain elements, styled once for
 * the whole grid (card-styles.ts): dozens of cards come and go in one frame of a quick scroll.
 */
export const ProjectCard = memo(function ProjectCard({
  project,
  job,
  bin,
}: {
  project: Project;
  /** What is being made of it. */
  job: Job | undefined;
  bin: boolean;
}) {
  const [isActive, setIsActive] = useState(false);
  const [isRenaming, setIsRenaming] = useState(false);
  const [hasMenu, setHasMenu] = useState(false);
  // Buttons nobody points at are not made: they would be most of what a quick scroll costs.
  const isInHand = isActive || hasMenu;
  const at = bin ? (project.deletedAt ?? project.updatedAt) : project.updatedAt;
  const favouriteLabel = project.favourite ? t('Remove from favourites') : t('Add to favourites');
  return (
    <article
      className="card"
      onMouseEnter={() => setIsActive(true)}
      onMouseLeave={() => setIsActive(false)}
      onFocus={() => setIsActive(true)}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setIsActive(false);
      }}
      onKeyDown={(event) => {
        // Keys of the menu, which React also brings here, are the menu's own.
        if (bin || isRenaming || !event.currentTarget.contains(event.target as Node)) return;
        if (event.key === 'Delete') projectActions.moveToBin(project);
        if (event.key === 'F2') setIsRenaming(true);
        const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
        if (event.key.toLowerCase() === 'f' && isPlain) projectActions.toggleFavourite(project);
      }}
    >
      <div className="frame">
        <Poster project={project} job={job} isActive={isActive} />
        {bin ? (
          <button
            type="button"
            className="over restore"
            aria-label={t('Restore {{name}}', { name: project.name.slice(0, 200) })}
            onClick={() => projectActions.restore(project)}
          >
            <RestoreIcon sx={{ fontSize: 16 }} /> {t('Restore')}
          </button>
        ) : (
          <>
            <Link href={`/studio/${project.id}`} className="open" aria-label={project.name} draggable={false} />
            <div className="corner">
              {isInHand ? (
                <ProjectMenu project={project} onRename={() => setIsRenaming(true)} onOpen={setHasMenu} />
              ) : null}
              {isInHand || project.favourite ? (
                <button
                  type="button"
                  className="over round"
                  aria-label={t('Favourite')}
                  aria-pressed={project.favourite}
                  title={favouriteLabel}
                  onClick={() => projectActions.toggleFavourite(project)}
                >
                  {project.favourite ? <HeartFilledIcon className="filled" /> : <HeartIcon />}
                </button>
              ) : null}
            </div>
            {isInHand && project.tags.length > 0 ? (
              <div className="tags">
                {project.tags.slice(0, shownTags).map((tag) => (
                  <button
                    key={tag}
                    type="button"
                    className="over tag"
                    dir="auto"
                    title={t('Show what is tagged “{{tag}}”', { tag })}
                    onClick={() => toggleTagFilter(tag)}
                  >
                    {tag}
                  </button>
                ))}
              </div>
            ) : null}
          </>
        )}
      </div>
      <div className="caption">
        <div className="title">
          {isRenaming ? (
            <EditableText
              label={t('Project name')}
              value={project.name}
              autoFocus
              onSave={(name) => projectActions.rename(project, name)}
              onEnd={() => setIsRenaming(false)}
            />
          ) : (
            <p className="name" dir="auto" title={project.name}>
              {project.name}
            </p>
          )}
        </div>
        <span className="facts tabular">{t('{{count}} takes', { count: project.takeCount })}</span>
      </div>
      <div className="second">
        <p className="words" dir="auto" title={project.prompt.slice(0, 500)}>
          {project.prompt.slice(0, 200) || '\u00a0'}
        </p>
        <time
          className="facts tabular"
          dateTime={new Date(at).toISOString()}
          title={isInHand ? formatMoment(at) : undefined}
        >
          {formatAgo(at, Date.now())}
        </time>
      </div>
    </article>
  );
});
