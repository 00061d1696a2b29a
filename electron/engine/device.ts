import type { DeviceChoice } from '../contract/domain.ts';
import { type DeviceAnswer, probeDevice } from '../runtime/probe.ts';

const answers = new Map<DeviceChoice, Promise<DeviceAnswer>>();

/** What `probeDevice` says, asked once in the life of an engine process: a trial takes a second or more. */
export function deviceFor(choice: DeviceChoice): Promise<DeviceAnswer> {
  const known = answers.get(choice);
  if (known) return known;
  const answer = probeDevice(choice);
  answers.set(choice, answer);
  answer.catch(() => answers.delete(choice)); // a driver that failed may be back the next time
  return answer;
}
