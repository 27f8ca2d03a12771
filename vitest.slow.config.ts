import { mergeConfig } from 'vitest/config';
import base from './vitest.config.js';

// Laws that take minutes to check; run before a release, not before every commit.
export default mergeConfig(
  { ...base, test: { ...base.test, include: [], exclude: ['**/node_modules/**', '**/dist/**'] } },
  { test: { include: ['{shared,server,client-node,tests}/src/**/*.slow.test.ts'], testTimeout: 1_800_000 } },
);
