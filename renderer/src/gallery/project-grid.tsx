import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Job } from '../../../electron/contract/domain.ts';
import { activeJobs, useJobs } from '../api/queries.ts';
import { t } from '../i18n/i18n.ts';
import { CardStyles } from './card-styles.ts';
import { gridLayout } from './grid-layout.ts';
import { ProjectCard } from './project-card.tsx';
import type { ProjectWindow } from './use-project-window.ts';

/** Rows drawn above and below those in sight. */
const overscan = 2;

interface GridProps {
  readonly view: ProjectWindow;
  readonly bin: boolean;
  readonly scroller: HTMLElement | null;
}

/** Posters, of which only those in view are in the page: a library of thousands scrolls like one of ten. */
export function ProjectGrid(props: GridProps) {
  return (
    <CardStyles>
      <Grid {...props} />
    </CardStyles>
  );
}

function Grid({ view, bin, scroller }: GridProps) {
  const list = useRef<HTMLUListElement>(null);
  const [place, setPlace] = useState({ width: 0, top: 0 });

  useLayoutEffect(() => {
    const element = list.current;
    if (!element || !scroller) return;
    const measure = (): void => {
      const width = element.clientWidth;
      const top = element.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
      setPlace((old) => (old.width === width && Math.abs(old.top - top) < 1 ? old : { width, top }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    if (scroller.firstElementChild) observer.observe(scroller.firstElementChild);
    return () => observer.disconnect();
  }, [scroller]);

  const { columns, cardWidth, rowHeight, gap } = gridLayout(place.width);
  const { total, show, at } = view;
  const count = total ?? columns;
  const rows = Math.ceil(count / columns);
  const virtual = useVirtualizer({
    count: rows,
    getScrollElement: () => scroller,
    estimateSize: () => rowHeight,
    scrollMargin: place.top,
    overscan,
    useFlushSync: false,
  });
  useEffect(() => {
    if (rowHeight > 0) virtual.measure();
  }, [rowHeight, virtual]);

  const visible = virtual.getVirtualItems();
  const first = (visible[0]?.index ?? 0) * columns;
  const last = Math.min(count, ((visible.at(-1)?.index ?? 0) + 1) * columns) - 1;
  useEffect(() => show(first, Math.max(first, last)), [show, first, last]);

  const jobs = useJobs().data?.jobs;
  const jobOf = useMemo(() => {
    // The first of a project's jobs in the order of the queue is the one to show.
    const found = new Map<string, Job>();
    for (const job of activeJobs(jobs ?? [])) if (!found.has(job.projectId)) found.set(job.projectId, job);
    return found;
  }, [jobs]);

  return (
    <ul
      ref={list}
      aria-label={t('Projects')}
      aria-busy={total === undefined}
      style={{ height: Math.max(0, rows * rowHeight - gap) }}
    >
      {visible.flatMap((row) =>
        Array.from({ length: Math.min(columns, count - row.index * columns) }, (_, column) => {
          const index = row.index * columns + column;
          const project = at(index);
          return (
            <li
              key={project?.id ?? index}
              aria-setsize={count}
              aria-posinset={index + 1}
              style={{
                width: cardWidth,
                transform: `translate(${column * (cardWidth + gap)}px, ${row.start - place.top}px)`,
              }}
            >
              {project ? <ProjectCard project={project} job={jobOf.get(project.id)} bin={bin} /> : <EmptyCard />}
            </li>
          );
        }),
      )}
    </ul>
  );
}

/** The place of a project that is on its way. */
function EmptyCard() {
  return (
    <>
      <div className="empty" />
      <div className="empty-name" />
    </>
  );
}
