/** The smallest experiment that shows what can be set. */
export const EXAMPLE = `name: first-run
seed: 7
objective: { kind: remote }
algorithm: { kind: fzoos, localIterations: 10 }
rounds: 50
selection: { kind: all }
participation: { minimumClients: 2 }
stop: { seconds: 600 }
`;
