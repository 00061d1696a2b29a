/**
 * JSON as Python's `json` module writes it: published configs hold bare `Infinity` and `NaN` (diffusers'
 * `"lambda_min_clipped": -Infinity`). Infinities are kept, NaN becomes null.
 * @throws SyntaxError for what is not JSON even so
 */
export function parsePythonJson(text: string): unknown {
  const plain = text.replaceAll(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, (token) => {
    if (token === 'NaN') return 'null';
    if (token.startsWith('"')) return token;
    return token.startsWith('-') ? '-1e999' : '1e999';
  });
  return JSON.parse(plain) as unknown;
}
