// Sections that destroy something come after harmless ones: the same as src/search/danger.rs, which gives
// the reasons.

/** Lowers pages that fit by such a section below every other that has the same words of the query together. */
export function demote(pages) {
  const least = new Map();
  for (const { destroys, words, score } of pages) if (!destroys) least.set(words, Math.min(least.get(words) ?? Infinity, score));
  for (const page of pages) {
    if (!page.destroys || page.words === 0) continue;
    for (const [words, score] of least) if ((words & page.words) === page.words) page.score = Math.min(page.score, rounded(score - 0.001));
  }
}

export const rounded = (score) => Math.round(score * 1000) / 1000;
