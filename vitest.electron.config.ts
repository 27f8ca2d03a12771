import { mergeConfig } from 'vitest/config';
import base from './vitest.config.js';

// Needs the Electron binary; each suite says so and skips where it is missing.
export default mergeConfig(
  { ...base, test: { ...base.test, include: [], exclude: ['**/node_modules/**', '**/dist/**'] } },
  { test: { include: ['tests/src/**/*.electron.test.ts'], testTimeout: 120_000 } },
);
