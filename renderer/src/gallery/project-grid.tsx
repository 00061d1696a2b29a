import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Project } from '../../../electron/contract/domain.ts';
import { gridLayout } from './grid-layout.ts';
import { ProjectCard } from './project-card.tsx';

/** Posters, of which only those in view are in the page: a library of thousands scrolls like one of ten. */
export function ProjectGrid({
  projects,
  bin,
  scroller,
  onNearEnd,
}: {
  projects: readonly Project[] | undefined;
  bin: boolean;
  scroller: HTMLElement | null;
  onNearEnd: () => void;
}) {
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

  const layout = gridLayout(place.width);
  const count = projects?.length ?? 0;
  const rows = Math.ceil(count / layout.columns);
  const virtual = useVirtualizer({
    count: rows,
    getScrollElement: () => scroller,
    estimateSize: () => layout.rowHeight,
    scrollMargin: place.top,
    overscan: 3,
  });
  const { rowHeight } = layout;
  useEffect(() => {
    if (rowHeight > 0) virtual.measure();
  }, [rowHeight, virtual]);

  const visible = virtual.getVirtualItems();
  const lastRow = visible.at(-1)?.index ?? 0;
  useEffect(() => {
    if (rows > 0 && lastRow >= rows - 4) onNearEnd();
  }, [lastRow, rows, onNearEnd]);

  return (
    <Box
      component="ul"
      ref={list}
      aria-label="Projects"
      aria-busy={projects === undefined}
      sx={{ listStyle: 'none', margin: 0, padding: 0, position: 'relative' }}
      style={{ height: projects ? Math.max(0, rows * rowHeight - layout.gap) : rowHeight }}
    >
      {projects
        ? visible.flatMap((row) =>
            projects.slice(row.index * layout.columns, (row.index + 1) * layout.columns).map((project, column) => (
              <Box
                component="li"
                key={project.id}
                aria-setsize={count}
                aria-posinset={row.index * layout.columns + column + 1}
                sx={{ position: 'absolute', top: 0, left: 0 }}
                style={{
                  width: layout.cardWidth,
                  transform: `translate(${column * (layout.cardWidth + layout.gap)}px, ${row.start - place.top}px)`,
                }}
              >
                <ProjectCard project={project} bin={bin} />
              </Box>
            )),
          )
        : [...Array(layout.columns).keys()].map((column) => (
            <Box
              component="li"
              key={column}
              sx={{ position: 'absolute', top: 0, left: 0 }}
              style={{
                width: layout.cardWidth,
                transform: `translateX(${column * (layout.cardWidth + layout.gap)}px)`,
              }}
            >
              <Skeleton variant="rounded" sx={{ aspectRatio: '1', height: 'auto', borderRadius: '12px' }} />
              <Skeleton variant="text" width="60%" sx={{ mt: 2 }} />
            </Box>
          ))}
    </Box>
  );
}
