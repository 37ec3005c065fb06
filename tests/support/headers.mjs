// The headers that the site asks its host for.

/** The Content-Security-Policy of all pages, as the `_headers` file has it. */
export const policyText = (headersFile) => headersFile.match(/^\/\*\n(?:\s+.*\n)*?\s+Content-Security-Policy: (.*)$/m)[1];

/** The headers that the `_headers` file sets on everything. */
export const headersOf = (headersFile) => {
  const [, lines] = headersFile.match(/^\/\*\n((?:\s+.*\n)*)/m);
  return Object.fromEntries(lines.trim().split('\n').map((line) => line.trim().split(/:\s+(.*)/, 2)));
};

/** The same as an object: directive to sources. */
export const policyOf = (headersFile) =>
  Object.fromEntries(
    policyText(headersFile).split(';').map((directive) => {
      const [name, ...sources] = directive.trim().split(/\s+/);
      return [name, sources.join(' ')];
    }),
  );
