/**
 * Names that an experiment may give to synthetic functions and their boxes. They stand here and not with the objectives, because a
 * coordinator checks experiments too and must not reach an objective; a test holds the two lists together.
 */
export const SYNTHETIC_FUNCTION_NAMES = ['quadratic', 'ackley', 'levy', 'rosenbrock', 'rastrigin', 'ellipsoid', 'sphere'] as const;

export type SyntheticFunctionName = (typeof SYNTHETIC_FUNCTION_NAMES)[number];

export const SEARCH_BOX_NAMES = ['published', 'centred-start', 'random'] as const;

export type SearchBoxName = (typeof SEARCH_BOX_NAMES)[number];
