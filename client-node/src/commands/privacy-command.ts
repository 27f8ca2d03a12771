import { InvalidArgumentError } from '@fedzoo/shared/errors';
import { account, differenceSchedule, planNoise, schedulePhases, type ClaimTerms, type Relation } from '@fedzoo/shared/privacy';
import type { Command } from 'commander';
import { UserError } from '../user-error.js';
import { numberAbove0, oneOf, wholeNumber } from './option-values.js';
import { accountLines, planLines, type AccountAnswer, type PlanAnswer, type Protected, type Unit } from './privacy-lines.js';

interface CommonFlags {
  readonly delta: number;
  readonly rounds: number;
  readonly samplingRate?: number;
  readonly relation: Relation;
  readonly json?: true;
}

interface PlanFlags extends CommonFlags {
  readonly epsilon: number;
  readonly restart?: number;
  readonly unit: Unit;
  readonly records?: number;
  readonly clients?: number;
}

interface AccountFlags extends CommonFlags {
  readonly noiseMultiplier: number;
}

/** Adds `fedzoo privacy plan|account` to the program. They compute; no run is private yet. */
export function registerPrivacy(program: Command): void {
  const privacy = program.command('privacy').description('plan the noise of a differentially private run, and account for it');
  const plan = withCommonOptions(
    privacy
      .command('plan')
      .description('the least noise that keeps a budget')
      .requiredOption('--epsilon <e>', 'the budget', numberAbove0('--epsilon')),
  )
    .option('--restart <t>', 'release differences, and the whole every t rounds', wholeNumber('--restart', { least: 1 }))
    .option('--unit <unit>', 'who is protected, record or client', oneOf('--unit', ['record', 'client']), 'record')
    .option('--records <n>', 'how many records there are', wholeNumber('--records', { least: 1 }))
    .option('--clients <n>', 'how many clients there are', wholeNumber('--clients', { least: 1 }));
  plan.action(() => {
    const flags = plan.opts<PlanFlags>();
    const answer = mended(() => planAnswer(flags));
    print(flags, answer, () => planLines(answer, protectedOf(flags)));
  });
  const spent = withCommonOptions(
    privacy
      .command('account')
      .description('what a number of releases spends')
      .requiredOption('--noise-multiplier <m>', 'noise standard deviation ÷ L2 sensitivity', numberAbove0('--noise-multiplier')),
  );
  spent.action(() => {
    const flags = spent.opts<AccountFlags>();
    const answer = mended((): AccountAnswer => account([flags], termsOf(flags)));
    print(flags, answer, () => accountLines(answer, flags));
  });
}

function withCommonOptions(command: Command): Command {
  return command
    .requiredOption('--delta <d>', 'the probability with which the promise may fail', numberAbove0('--delta', { below: 1 }))
    .requiredOption('--rounds <r>', 'releases, one a round', wholeNumber('--rounds', { least: 1 }))
    .option(
      '--sampling-rate <q>',
      'share that takes part in a round, unknown to whom the promise is about: Poisson (add-remove) or a fixed size (replace-one)',
      numberAbove0('--sampling-rate', { most: 1 }),
    )
    .option(
      '--relation <relation>',
      'what neighbours are, add-remove or replace-one',
      oneOf('--relation', ['add-remove', 'replace-one']),
      'add-remove',
    )
    .option('--json', 'answer in JSON');
}

function planAnswer(flags: PlanFlags): PlanAnswer {
  const population = protectedOf(flags).number;
  const terms: ClaimTerms = { ...termsOf(flags), ...(population === undefined ? {} : { population }) };
  if (flags.restart === undefined) {
    const { phases, account: spent } = planNoise(flags.epsilon, [{ noiseMultiplier: 1, rounds: flags.rounds }], terms);
    return { ...spent, noiseMultiplier: phases[0]!.noiseMultiplier };
  }
  const schedule = differenceSchedule(flags.rounds, flags.restart);
  const { phases, account: spent } = planNoise(flags.epsilon, schedulePhases(schedule), terms);
  return {
    ...spent,
    restartNoiseMultiplier: phases[0]!.noiseMultiplier,
    differenceNoiseMultiplier: phases[1]?.noiseMultiplier ?? null,
    ...schedule,
  };
}

/** The relation names the way of sampling: each has bounds for one of them only. */
function termsOf({ delta, relation, samplingRate }: CommonFlags): ClaimTerms {
  return {
    delta,
    relation,
    noise: 'continuous',
    sampling:
      samplingRate === undefined
        ? { scheme: 'everybody' }
        : { scheme: relation === 'add-remove' ? 'poisson' : 'without-replacement', rate: samplingRate, cohortKnownToAdversary: false },
  };
}

function protectedOf({ unit, records, clients, rounds, samplingRate, relation, restart }: PlanFlags): Protected {
  return { unit, number: unit === 'record' ? records : clients, rounds, samplingRate, relation, restart };
}

/** What the core refuses was asked for at the keyboard: its message names a field, and the options are named alike. */
function mended<Answer>(ask: () => Answer): Answer {
  try {
    return ask();
  } catch (error) {
    if (error instanceof InvalidArgumentError)
      throw new UserError(`--${error.field}`, error.message.replace(/^[^:]*: /, ''), { cause: error });
    throw error;
  }
}

function print(flags: CommonFlags, answer: AccountAnswer | PlanAnswer, lines: () => string): void {
  process.stdout.write(flags.json === true ? `${JSON.stringify(answer)}\n` : lines());
}
