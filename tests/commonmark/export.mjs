// The examples of the CommonMark specification as JSON, for the test in Rust.
import { tests } from 'commonmark-spec';

// The specification shows a tab as an arrow.
const withTabs = (text) => text.replaceAll('→', '\t');

const examples = tests.map(({ markdown, html, number, section }) => ({
  example: number,
  section,
  markdown: withTabs(markdown),
  html: withTabs(html),
}));
process.stdout.write(JSON.stringify(examples, null, 1));
