import { expect, it } from 'vitest';
import { BOX_NAMES } from '../objectives/search-box.js';
import { SYNTHETIC_FUNCTIONS } from '../objectives/synthetic-problem.js';
import { SEARCH_BOX_NAMES, SYNTHETIC_FUNCTION_NAMES } from './objective-names.js';

it('an experiment can name exactly the functions and boxes that there are', () => {
  expect(SYNTHETIC_FUNCTION_NAMES).toEqual(SYNTHETIC_FUNCTIONS);
  expect(SEARCH_BOX_NAMES).toEqual(BOX_NAMES);
});
