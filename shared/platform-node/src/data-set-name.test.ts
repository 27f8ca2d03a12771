import { describe, expect, it } from 'vitest';
import { dataSetFileName } from './data-set-name.js';

describe('the file name of a data set', () => {
  it('is its own where that is short and plain', () => {
    for (const name of ['patients', 'ward-7_2026', '0']) expect(dataSetFileName(name)).toBe(name);
  });

  it('is one that every file system takes, and another for every name, where case counts and where not', () => {
    const names = [
      'Patients',
      'PATIENTS',
      'patients ',
      '..',
      '.',
      '../../etc',
      'a/b',
      'a\\b',
      'a:b',
      'con',
      'CON',
      'x'.repeat(200),
      'x'.repeat(61),
      '🙂',
      '-',
      '',
    ];
    const files = [...names, 'patients', 'a-b'].map(dataSetFileName);
    expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(files.length);
    for (const file of files) {
      expect(file).toMatch(/^(?!con$)[a-z0-9][a-z0-9_-]*$/);
      expect(file.length).toBeLessThan(70);
    }
  });
});
