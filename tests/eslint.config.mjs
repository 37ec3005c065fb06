// What ESLint wants of the theme's scripts, and of the tests. `web/scripts.test.mjs` runs it.
import js from '@eslint/js';
import stylistic from '@stylistic/eslint-plugin';
import globals from 'globals';

const rules = {
  ...js.configs.recommended.rules,
  '@stylistic/quotes': ['error', 'single', { avoidEscape: true }],
  'no-empty': ['error', { allowEmptyCatch: true }],
  // A loop that counts, and a function that is called with more than it needs.
  'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
  'no-var': 'error',
  'prefer-const': 'error',
  eqeqeq: 'error',
};

export default [
  { ignores: ['target/**', '**/node_modules/**'] },
  { plugins: { '@stylistic': stylistic }, linterOptions: { reportUnusedDisableDirectives: 'error' }, rules },
  { files: ['themes/**/*.js'], languageOptions: { sourceType: 'module', globals: { ...globals.browser, opslore: 'readonly' } } },
  { files: ['**/sw.js', '**/search-worker.js'], languageOptions: { globals: { ...globals.serviceworker, SITE: 'readonly' } } },
  { files: ['tests/**/*.mjs'], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
];
