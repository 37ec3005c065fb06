// The headers that the site asks its host for.

/** The Content-Security-Policy of all pages, as the `_headers` file has it. */
export const policyText = (headersFile) => headersFile.match(/^\/\*\n(?:\s+.*\n)*?\s+Content-Security-Policy: (.*)$/m)[1];

/** The same as an object: directive to sources. */
export const policyOf = (headersFile) =>
  Object.fromEntries(
    policyText(headersFile).split(';').map((directive) => {
      const [name, ...sources] = directive.trim().split(/\s+/);
      return [name, sources.join(' ')];
    }),
  );
