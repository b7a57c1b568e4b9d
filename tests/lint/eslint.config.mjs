// SPDX-License-Identifier: MIT
// scripts/lint runs this from the top of the tree. Formatting is left to Prettier.

import js from '@eslint/js';
import globals from 'globals';
import typescript from 'typescript-eslint';

const unused = { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' };

export default typescript.config(
  { ignores: ['**/node_modules/**', '**/build*/**'] },
  {
    files: ['web/src/**/*.ts'],
    extends: [js.configs.recommended, ...typescript.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: { eqeqeq: 'error', '@typescript-eslint/no-unused-vars': ['error', unused] },
  },
  {
    files: ['**/*.mjs'],
    extends: [js.configs.recommended],
    // A test also contains functions that run in the page.
    languageOptions: { globals: { ...globals.node, ...globals.browser, Bun: 'readonly' } },
    rules: { eqeqeq: 'error', 'prefer-const': 'error', 'no-unused-vars': ['error', unused] },
  },
);
