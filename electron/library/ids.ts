import { randomBytes } from 'node:crypto';

/** A fresh id: nine characters of time (base 36, so that ids sort by age) and sixteen random ones. */
export function newId(): string {
  const time = Date.now().toString(36).padStart(9, '0');
  let random = '';
  for (const byte of randomBytes(16)) random += (byte % 36).toString(36);
  return time + random;
}
