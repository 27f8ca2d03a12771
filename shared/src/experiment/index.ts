export { formatProblems, type Parsed, type Problem } from './problem.js';
export { validate } from './validation.js';
export { parseYamlText } from './yaml-text.js';
export { applyOverrides } from './overrides.js';
export { parseExperiment, type ParsedExperiment, type ParseOptions } from './parse-experiment.js';
export {
  isObjectiveList,
  isRemote,
  type Experiment,
  type ExperimentObjective,
  type ExperimentSelection,
  type Participation,
  type PrivacySection,
  type RemoteObjective,
  type ResolvedAlgorithm,
  type StopRules,
} from './experiment.js';
export { parseObjectiveFile } from './objective-file.js';
export {
  isObjectiveReference,
  type ComputedSpec,
  type InstanceSpec,
  type LogisticSpec,
  type ModuleSpec,
  type ObjectiveEntry,
  type ObjectiveReference,
  type ObjectiveSpec,
  type ProcessSpec,
  type SearchSpace,
  type SpecCoordinates,
  type SyntheticSpec,
  type TensorflowSpec,
} from './objective-spec.js';
export { resolveExperimentFiles, resolveObjectiveFiles } from './files.js';
