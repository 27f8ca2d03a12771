import { parseDocument, type YAMLError } from 'yaml';
import type { Parsed, Problem } from './problem.js';

/**
 * The plain value of a YAML text (JSON is YAML). Syntax errors, repeated keys, undefined aliases and several documents in one text are
 * problems with line and column; aliases that would unfold to more than 100 copies are refused.
 */
export function parseYamlText(text: string): Parsed<unknown> {
  try {
    const document = parseDocument(text, { prettyErrors: true, uniqueKeys: true, logLevel: 'error' });
    const faults = [...document.errors, ...document.warnings];
    if (faults.length > 0) return { ok: false, problems: faults.map(toProblem) };
    return { ok: true, value: document.toJS({ maxAliasCount: 100 }) as unknown };
  } catch (error) {
    return {
      ok: false,
      problems: [{ path: '', message: `cannot be read as YAML: ${error instanceof Error ? error.message : String(error)}` }],
    };
  }
}

function toProblem(fault: YAMLError): Problem {
  const at = fault.linePos?.[0];
  const summary = fault.message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '');
  return { path: at === undefined ? '' : `line ${at.line}, column ${at.col}`, message: summary };
}
