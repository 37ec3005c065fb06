// Every file of HTML against the HTML standard.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HtmlValidate } from 'html-validate';
import { buildSite } from '../support/site.mjs';

// What the standard leaves to taste.
const MATTERS_OF_STYLE = {
  'doctype-style': 'off', // `<!DOCTYPE html>` is the standard's own spelling
  'long-title': 'off', // a postmortem's title says what happened
  'no-implicit-close': 'off', // the standard lets `</li>` and the like be left out
  'no-raw-characters': 'off', // `>` and a lone `&` may stand in a text
  'no-trailing-whitespace': 'off', // nobody sees it
  'prefer-native-element': 'off', // a scrolling table needs a role and a name
  'void-style': 'off', // `<br>` and `<br />` are the same
  'valid-id': ['error', { relaxed: true }], // the standard asks only that there be no white space
};

const validator = new HtmlValidate({ root: true, extends: ['html-validate:recommended'], rules: MATTERS_OF_STYLE });

test('every page is valid HTML', async () => {
  const site = buildSite('https://example.org');
  assert.ok(site.htmlFiles.length > site.pages().length);
  const problems = [];
  for (const file of site.htmlFiles) {
    const report = await validator.validateString(site.text(file));
    const messages = report.results.flatMap(({ messages }) => messages);
    problems.push(...messages.map(({ line, ruleId, message }) => `${file}:${line} ${ruleId}: ${message}`));
  }
  assert.deepEqual(problems, []);
});
