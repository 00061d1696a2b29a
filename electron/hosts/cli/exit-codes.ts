import type { ErrorCode } from '../../contract/errors.ts';

/** What the exit status of every command means. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  missing: 3,
  storage: 4,
  cancelled: 130,
} as const;
type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The table shown by --help. */
export const exitCodeHelp = `Exit codes:
  0    done
  1    failed; the message says what happened and what was kept
  2    wrong command line; the message lists everything that is wrong
  3    something is missing: a file, a project, a pack, a device, ffmpeg
  4    the disk or the home folder cannot be used
  130  cancelled (Ctrl-C); finished stages are kept`;

export function exitCodeOf(code: ErrorCode): ExitCode {
  switch (code) {
    case 'invalid-input':
      return exitCodes.usage;
    case 'not-found':
    case 'pack-missing':
    case 'pack-invalid':
    case 'device-unavailable':
    case 'ffmpeg-missing':
      return exitCodes.missing;
    case 'disk-full':
    case 'home-not-writable':
    case 'home-in-use':
    case 'home-too-new':
    case 'library-damaged':
      return exitCodes.storage;
    case 'cancelled':
      return exitCodes.cancelled;
    default:
      return exitCodes.failed;
  }
}
