import { describe, expect, it } from 'vitest';
import { experimentFolder } from '../simulate/experiment-fixture.js';
import { runFedzoo } from '../support/launcher.js';

const EXPERIMENT = `name: mistaken
seed: 1
rounds: 2
clients: 3
objective: { kind: logistic, records: 90, dimension: 3 }
algorithm: { kind: zo-diff2 }
privacy: { unit: record, epsilon: 3, delta: 1.0e-5, members: 90, clip: { restart: 1 } }
`;

const simulate = async (...settings: string[]) => {
  await using folder = await experimentFolder(EXPERIMENT);
  return await runFedzoo(['simulate', folder.file, ...settings.flatMap((setting) => ['--set', setting]), '--json']);
};

describe('a private simulation that cannot be what was meant', () => {
  it('says where the objective tells no records, and does not end for a budget of which nothing is spent', async () => {
    const { code, stdout, stderr } = await simulate('objective={ kind: synthetic, function: quadratic, dimension: 3 }');
    expect(code).toBe(0);
    expect(stderr).toMatch(/client-00001 has nothing to give: the objective tells no losses of its records/);
    expect(JSON.parse(stdout)).toMatchObject({ stopped: 'rounds', rounds: 2, privacy: { epsilon: 0, releases: 0 } });
  });

  it('names the field where there are more members than it says, and not by how much', async () => {
    const { code, stderr } = await simulate('privacy.members=3', 'privacy.delta=0.1');
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /privacy\.members: is too small: the sum of a client is longer than 3 clipped members can make it; privacy\.members is to be the number/,
    );
    expect(stderr).not.toMatch(/norm/);
  });

  it('says what is wrong with a section, and not that there is none', async () => {
    const { code, stderr } = await simulate('privacy.epsilon=-1');
    expect(code).toBe(2);
    expect(stderr).toMatch(/privacy\.epsilon: must be a finite number above 0; got -1/);
    expect(stderr).not.toMatch(/add a privacy section/);
  });
});
