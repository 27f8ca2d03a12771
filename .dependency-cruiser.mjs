// The import rules. Each says why, because whoever meets one of them has a reason of their own.
const within = (folder) => `^${folder}/`;
const shared = (modules) => `^shared/src/(${modules})/`;

export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle cannot be read, tested or taken out piece by piece. Move what both need down, or pass it in.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'proto-is-the-bottom',
      comment: 'The wire knows nothing of who speaks over it, so that other languages can use the same files.',
      severity: 'error',
      from: { path: within('proto') },
      to: { path: '^(shared|server|client-node|client-desktop|tests)/' },
    },
    {
      name: 'shared-is-below-the-programs',
      comment: 'The core must run in a simulation, a coordinator, an agent and a page alike.',
      severity: 'error',
      from: { path: within('shared/src') },
      to: { path: '^(shared/platform-node|server|client-node|client-desktop|tests)/' },
    },
    {
      name: 'platform-node-is-small',
      comment: 'It stands between the core and the programs: what only one of them needs belongs to that one.',
      severity: 'error',
      from: { path: within('shared/platform-node') },
      to: { path: '^(shared/src/(?!ledger/|privacy/|federation/|errors\\.ts)|server/|client-node/|client-desktop/|tests/)' },
    },
    {
      name: 'shared-is-pure',
      comment: 'No Node in the core: clocks, sockets, disks and entropy come in as arguments, or one seed would not give one trajectory.',
      severity: 'error',
      from: { path: within('shared/src'), pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only-protocol-sees-the-wire',
      comment: 'Generated types stop at shared/protocol; everything else speaks domain messages, so the wire can change alone.',
      severity: 'error',
      from: { path: '^shared/src/(?!protocol/)' },
      to: { path: '^(proto/|node_modules/.*protobufjs)' },
    },
    {
      name: 'numeric-is-a-leaf',
      comment: 'Numbers depend on nothing but the error types.',
      severity: 'error',
      from: { path: shared('numeric') },
      to: { path: '^shared/src/(?!numeric/|errors\\.ts|platform\\.d\\.ts)' },
    },
    {
      name: 'rank-one-of-shared',
      comment:
        'Surrogates, objectives, optimizers and privacy stand side by side on numeric; one that needs another belongs a rank higher.',
      severity: 'error',
      from: { path: '^shared/src/(surrogate|objectives|optimizers|privacy)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^shared/src/(?!numeric/|errors\\.ts)', pathNot: '^shared/src/$1/' },
    },
    {
      name: 'ledger-on-privacy',
      comment: 'A ledger is checked without the platform that wrote it.',
      severity: 'error',
      from: { path: shared('ledger'), pathNot: '\\.test\\.ts$' },
      to: { path: '^shared/src/(?!ledger/|privacy/|errors\\.ts)' },
    },
    {
      name: 'estimators-below-federation',
      comment: 'An estimator is used by algorithms; one that needs a round is an algorithm.',
      severity: 'error',
      from: { path: shared('estimators') },
      to: { path: shared('federation|experiment|protocol|telemetry') },
    },
    {
      name: 'federation-below-protocol',
      comment: 'Algorithms must not know whether they run over a wire, nor how they are shown.',
      severity: 'error',
      from: { path: shared('federation') },
      to: { path: shared('protocol|telemetry|experiment') },
    },
    {
      name: 'noise-has-one-place',
      comment:
        'What draws noise: the desk of a coordinator, its threads, the mechanism of a client. Whatever else could, could release without a reservation.',
      severity: 'error',
      from: {
        path: '^(shared|server|client-node|client-desktop)/',
        pathNot:
          '^shared/src/(privacy/|federation/releases/(release-desk|mechanism)\\.ts|federation/testing/)|^server/src/noise/|\\.test\\.ts$',
      },
      to: {
        path: '^shared/src/privacy/(noise|noise-sampler|release|discrete-gaussian|discrete-laplace|rounded-gaussian|exponential-coin)\\.ts$',
      },
    },
    {
      name: 'noise-is-no-stream',
      comment: 'A stream can be replayed by whoever knows the seed of the run, which everybody does. Privacy draws from the entropy port.',
      severity: 'error',
      from: { path: '^shared/src/(privacy|federation/releases)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^shared/src/numeric/(random|random-stream|random-vectors|philox)\\.ts$' },
    },
    {
      name: 'private-halves-send-nothing',
      comment:
        'The client half of a private method gives vectors, a member each; `disclosing` alone clips, sums and sends. Without a tensor in reach it has no second way out.',
      severity: 'error',
      from: { path: '^shared/src/federation/algorithms/(difference-[^/]+|private-[^/]+)/(client|member-vectors|block-surrogate)\\.ts$' },
      to: {
        path: '^shared/src/(protocol/|federation/(client-step|client-pool|contribution-rules|error-feedback|wire/|releases/(pending-release|release-desk|mechanism|disclosed|release-terms|release-bytes)))',
      },
    },
    {
      name: 'server-half-has-no-oracle',
      comment:
        'A coordinator has no F. If the server half could reach an objective, a simulation would cheat without meaning to (the published code does).',
      severity: 'error',
      from: { path: '^shared/src/federation/(server|server-half|round-engine|algorithms/server-halves|algorithms/[^/]+/server)\\.ts$' },
      to: { path: '^shared/src/(objectives/|estimators/(?!estimator-kinds\\.ts))', reachable: true },
    },
    {
      name: 'server-has-no-oracle',
      comment: 'What the coordinator knows of progress, clients evaluated, counted and sent.',
      severity: 'error',
      from: { path: '^server/src/', pathNot: '\\.test\\.ts$' },
      to: { path: '^shared/src/objectives/', reachable: true },
    },
    {
      name: 'server-without-clients',
      comment: 'The coordinator must install and run without anything that runs at an edge.',
      severity: 'error',
      from: { path: '^server/(src|dashboard)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^client-(node|desktop)/', reachable: true },
    },
    {
      name: 'clients-without-server',
      comment: 'A client speaks the protocol, not to our server in particular; the simulation starts it as a process.',
      severity: 'error',
      from: { path: '^client-(node|desktop)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^server/' },
    },
    {
      name: 'one-importer-of-socket-io',
      comment: 'A transport is replaced in one place.',
      severity: 'error',
      from: { path: '^(server|client-node|client-desktop)/', pathNot: '^(server/src/transport|client-node/src/transport)/|\\.test\\.ts$' },
      to: { path: 'node_modules/socket\\.io(-client)?/' },
    },
    {
      name: 'page-speaks-the-public-api',
      comment: 'The page is a client like any other; what it needs, others need too.',
      severity: 'error',
      from: { path: '^server/dashboard/' },
      to: { path: '^(server/src|shared/src/(?!telemetry/|errors))' },
    },
    {
      name: 'renderer-sees-the-bridge-only',
      comment: 'The renderer is a web page in a sandbox: Node, the agent and the network are behind named functions.',
      severity: 'error',
      from: { path: '^client-desktop/src/renderer/' },
      to: { path: '^(client-node/|client-desktop/src/(main|preload|agent)/)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'resolvable',
      comment: 'An import that the tool cannot follow is one that the rules above do not cover.',
      severity: 'error',
      from: { pathNot: '\\.svelte$' },
      to: { couldNotResolve: true, pathNot: '(generated|^electron$|tfjs-node)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(/dist/|/generated/)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@fedzoo/source', 'import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.svelte', '.json'],
    },
  },
};
