import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Who may talk to a server: whoever opened the link it printed. Lives as long as the server. */
export interface Session {
  /** Part of the printed link; 192 random bits. */
  readonly token: string;
  readonly cookieName: string;
  /** Set-Cookie for whoever brought the token. */
  readonly setCookie: string;
  acceptsToken(token: string | null | undefined): boolean;
  acceptsCookie(header: string | null | undefined): boolean;
}

/** @param port names the cookie: browsers share cookies between the ports of one machine. */
export function createSession(port: number): Session {
  const token = randomBytes(24).toString('base64url');
  // Not the token itself, so that a link that leaks does not reveal a running page's cookie or the other way round.
  const secret = randomBytes(24).toString('base64url');
  const cookieName = `stillmotion-${port}`;
  return {
    token,
    cookieName,
    setCookie: `${cookieName}=${secret}; Path=/; HttpOnly; SameSite=Strict`,
    acceptsToken: (candidate) => sameText(candidate ?? '', token),
    acceptsCookie: (header) => sameText(readCookie(header ?? '', cookieName) ?? '', secret),
  };
}

/** Compares in a time that does not depend on where the two differ, nor on their lengths. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** Value of one cookie of a Cookie header. */
function readCookie(header: string, name: string): string | undefined {
  for (const part of header.split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}
