import { projectsAndTakes } from './0001-projects-and-takes.ts';
import { jobs } from './0002-jobs.ts';
import { settingsTimingsExports } from './0003-settings-timings-exports.ts';
import { filesBesideRows } from './0004-files-beside-rows.ts';
import { quickSearchAndSizes } from './0005-quick-search-and-sizes.ts';
import { gallerySearchAndTags } from './0006-gallery-search-and-tags.ts';
import { votes } from './0007-votes.ts';
import { starsAndNotes } from './0008-stars-and-notes.ts';
import { picturesOfEdits } from './0009-pictures-of-edits.ts';
import { presets } from './0010-presets.ts';
import { workOfSteps } from './0011-work-of-steps.ts';
import { memoryOfTimings } from './0012-memory-of-timings.ts';

/** In order; the place in the list, counted from 1, is the `user_version` it leads to. Never edit one that was released. */
export const migrations: readonly string[] = [
  projectsAndTakes,
  jobs,
  settingsTimingsExports,
  filesBesideRows,
  quickSearchAndSizes,
  gallerySearchAndTags,
  votes,
  starsAndNotes,
  picturesOfEdits,
  presets,
  workOfSteps,
  memoryOfTimings,
];
