import { isRecord } from './objective-entry.js';
import type { Parsed, Problem } from './problem.js';
import { show } from './problem.js';
import { parseYamlText } from './yaml-text.js';

/**
 * `value` with `path=value` settings applied in order, each value read as YAML (`algorithm.localIterations=5`,
 * `stop={queries: 1000}`, `objective[0].noise=0.1`). The input is not changed. Missing mappings on the way are made; whether a key is
 * known is for the schema to say. All settings that cannot be applied are reported at once.
 */
export function applyOverrides(value: unknown, settings: readonly string[]): Parsed<unknown> {
  const problems: Problem[] = [];
  let result = value;
  for (const setting of settings) {
    const equals = setting.indexOf('=');
    const path = equals < 0 ? null : parsePath(setting.slice(0, equals));
    if (path === null) {
      problems.push({ path: '', message: `--set ${show(setting)} must read path=value, such as algorithm.localIterations=5` });
      continue;
    }
    const parsed = parseYamlText(setting.slice(equals + 1));
    if (!parsed.ok) {
      problems.push({
        path: setting.slice(0, equals),
        message: `--set value is not YAML: ${parsed.problems.map((problem) => problem.message).join('; ')}`,
      });
      continue;
    }
    const changed = replaceAt(result, path, parsed.value);
    if (changed.ok) result = changed.value;
    else problems.push(...changed.problems);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: result };
}

type Step = string | number;

/** `a.b[2].c` or `a.b.2.c` → ['a', 'b', 2, 'c']; null if it is not a path. */
function parsePath(text: string): readonly Step[] | null {
  const steps = text
    .trim()
    .replaceAll(/\[(\d{1,9})\]/g, '.$1')
    .split('.');
  if (!steps.every((step) => /^[\p{L}\p{N}_-]{1,200}$/u.test(step)) || steps.includes('__proto__')) return null;
  return steps.map((step) => (/^\d{1,9}$/.test(step) ? Number(step) : step));
}

function replaceAt(value: unknown, path: readonly Step[], replacement: unknown, done = ''): Parsed<unknown> {
  const [step, ...rest] = path;
  if (step === undefined) return { ok: true, value: replacement };
  const here = done === '' ? 'the file' : done;
  const next = typeof step === 'number' ? `${done}[${step}]` : done === '' ? step : `${done}.${step}`;
  if (Array.isArray(value)) {
    if (typeof step !== 'number' || step >= value.length) {
      return {
        ok: false,
        problems: [
          { path: next, message: `cannot be set: ${here} is a list of ${value.length}, its positions are 0 to ${value.length - 1}` },
        ],
      };
    }
    const inner = replaceAt(value[step], rest, replacement, next);
    return inner.ok ? { ok: true, value: value.with(step, inner.value) } : inner;
  }
  if (value !== undefined && value !== null && !isRecord(value)) {
    return { ok: false, problems: [{ path: next, message: `cannot be set: ${here} is ${show(value)}, which has no keys` }] };
  }
  const fields = value ?? {};
  const key = String(step);
  const inner = replaceAt(Object.hasOwn(fields, key) ? fields[key] : undefined, rest, replacement, next);
  return inner.ok ? { ok: true, value: { ...fields, [key]: inner.value } } : inner;
}
