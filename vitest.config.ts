import { defineConfig } from 'vitest/config';

// Tests run on the sources (the @fedzoo/source condition), so a stale dist cannot make one pass.
// Not `import`: vitest hands the list to Node for the workers, where it would make `require` of a dual package give its other half.
const conditions = ['@fedzoo/source', 'node'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['{proto,shared,shared/platform-node,server,server/dashboard,client-node,client-desktop,tests}/src/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/*.slow.test.ts', '**/*.electron.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What is shown in a browser may be a second late on a busy machine.
    expect: { poll: { timeout: 10_000 } },
    pool: 'forks',
    maxWorkers: 2,
    reporters: ['default', './tests/src/closing-line-reporter.ts'],
  },
});
