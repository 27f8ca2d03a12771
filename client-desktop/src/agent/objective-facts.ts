import { basename } from 'node:path';
import type { ObjectiveSpec } from '@fedzoo/shared/experiment';
import type { ObjectiveFacts } from '../ipc/session.js';

/** What a person is told of an objective before it is used. Names only: the folders they are in are nobody's business. */
export function objectiveFacts(file: string, spec: ObjectiveSpec): ObjectiveFacts {
  return {
    fileName: basename(file),
    kind: spec.kind,
    dimension: spec.dimension ?? null,
    weight: spec.weight ?? 1,
    budget: spec.budget ?? null,
    uses: usedBy(spec),
  };
}

function usedBy(spec: ObjectiveSpec): string[] {
  switch (spec.kind) {
    case 'instance':
    case 'module':
      return [basename(spec.file)];
    case 'process':
      return [spec.command.map((word) => basename(word)).join(' ')];
    case 'tensorflow':
      return [basename(spec.model), basename(spec.data)];
    case 'synthetic':
    case 'logistic':
      return [];
  }
}
