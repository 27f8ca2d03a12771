/** Phases of the round of a method that hands over: a task of a later phase is one of its successor. */
export const FIRST_PHASES = 1;
