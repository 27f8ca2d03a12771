// Makes the codec from the schemas: src/generated/codec.js (protobufjs static module), its declarations, the message types and
// the field table the frame scanner walks by. The JavaScript is also put where the transpiled sources look for it at run time.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import protobuf from 'protobufjs';
import pbjs from 'protobufjs-cli/pbjs.js';

const root = fileURLToPath(new URL('.', import.meta.url));
const sources = join(root, 'src/generated');
const runtime = join(root, 'dist/generated');
const entry = 'fedzoo/v1/envelope.proto';

const TYPESCRIPT_TYPES = {
  uint32: 'number',
  double: 'number',
  bool: 'boolean',
  string: 'string',
  bytes: 'Uint8Array',
  uint64: 'Uint64',
};

function loadSchema() {
  const schema = new protobuf.Root();
  schema.resolvePath = (_origin, target) => join(root, target);
  schema.loadSync(entry);
  schema.resolveAll();
  const namespace = schema.lookup('fedzoo.v1');
  return { messages: allMessages(namespace), enums: allEnums(namespace) };
}

function allEnums(namespace) {
  return namespace.nestedArray.flatMap((item) => {
    if (item instanceof protobuf.Enum) return [item];
    return item instanceof protobuf.Type ? allEnums(item) : [];
  });
}

function allMessages(namespace) {
  return namespace.nestedArray.flatMap((item) => (item instanceof protobuf.Type ? [item, ...allMessages(item)] : []));
}

function typescriptType(field) {
  if (field.resolvedType instanceof protobuf.Type) return field.resolvedType.name;
  if (field.resolvedType instanceof protobuf.Enum) return 'number';
  const type = TYPESCRIPT_TYPES[field.type];
  if (type === undefined) throw new Error(`${field.fullName} has type ${field.type}, which the wire does not use`);
  return type;
}

function member(field) {
  const type = typescriptType(field);
  if (field.repeated) return `${field.name}: readonly ${type}[];`;
  const inUnion = field.partOf !== null && !isOptional(field);
  if (inUnion) return `${field.name}?: ${type} | null;`;
  return field.resolvedType instanceof protobuf.Type || isOptional(field) ? `${field.name}: ${type} | null;` : `${field.name}: ${type};`;
}

/** `optional` in proto3 is a oneof of its own with a name that starts with an underscore. */
function isOptional(field) {
  return field.partOf?.name.startsWith('_') === true;
}

function messageTypes(messages) {
  const interfaces = messages.map((message) => {
    const members = message.fieldsArray.map((field) => `  readonly ${member(field)}`);
    return members.length > 0
      ? `export interface ${message.name} {\n${members.join('\n')}\n}\n`
      : `export type ${message.name} = Readonly<Record<string, never>>;\n`;
  });
  return [
    '// Made by proto/build.mjs from proto/fedzoo/v1. Every field is there after decoding; null is "absent".\n',
    '/** A number when made here; after decoding a number or an object of the `long` package. */',
    'export type Uint64 = number | { toNumber(): number };\n',
    ...interfaces,
  ].join('\n');
}

function scannerType(field) {
  if (field.resolvedType instanceof protobuf.Type) return 'message';
  return field.resolvedType instanceof protobuf.Enum ? 'enum' : field.type;
}

function enumNumbers(enums) {
  return enums.map((each) => {
    const values = Object.entries(each.values).map(([name, number]) => `  ${name}: ${number},`);
    return `export const ${each.name} = {\n${values.join('\n')}\n} as const;\n`;
  });
}

function wireSchema({ messages, enums }) {
  const entries = messages.map((message) => {
    const fields = message.fieldsArray.map((field) => {
      const type = scannerType(field);
      const parts = [`name: '${field.name}'`, `type: '${type}'`];
      if (type === 'message') parts.push(`message: '${field.resolvedType.name}'`);
      if (field.repeated) parts.push('repeated: true');
      if (field.partOf !== null && !isOptional(field)) parts.push(`oneof: '${field.partOf.name}'`);
      return `    ${field.id}: { ${parts.join(', ')} },`;
    });
    return `  ${message.name}: {\n${fields.join('\n')}\n  },`;
  });
  return [
    '// Made by proto/build.mjs from proto/fedzoo/v1: for each message, its fields by number; for each enum, its numbers.\n',
    "export type FieldType = 'uint32' | 'uint64' | 'enum' | 'bool' | 'double' | 'string' | 'bytes' | 'message';\n",
    'export interface WireField {',
    '  readonly name: string;',
    '  readonly type: FieldType;',
    '  /** Name of the message, if `type` is message. */',
    '  readonly message?: string;',
    '  readonly repeated?: boolean;',
    '  /** Name of the oneof it belongs to: at most one field of it is sent. */',
    '  readonly oneof?: string;',
    '}\n',
    'export const WIRE_SCHEMA: Readonly<Record<string, Readonly<Record<number, WireField>>>> = {',
    ...entries,
    '};\n',
    ...enumNumbers(enums),
  ].join('\n');
}

function codecTypes() {
  return [
    "import type { Envelope } from './messages.js';\n",
    'export declare const fedzoo: {',
    '  readonly v1: {',
    '    readonly Envelope: {',
    '      encode(message: Envelope, writer?: object): { finish(shared?: boolean): Uint8Array };',
    '      decode(bytes: Uint8Array): Envelope;',
    '    };',
    '  };',
    '};\n',
  ].join('\n');
}

const schema = loadSchema();
mkdirSync(sources, { recursive: true });
mkdirSync(runtime, { recursive: true });
const codec = join(sources, 'codec.js');
const options =
  '--target static-module --wrap esm --dependency protobufjs/minimal.js --root fedzoo --no-verify --no-convert --no-create --no-delimited --no-typeurl --no-service --no-comments';
await promisify(pbjs.main)([...options.split(' '), '--path', root, '--out', codec, join(root, entry)]);
copyFileSync(codec, join(runtime, 'codec.js'));
writeFileSync(join(sources, 'codec.d.ts'), codecTypes());
writeFileSync(join(sources, 'messages.ts'), messageTypes(schema.messages));
writeFileSync(join(sources, 'schema.ts'), wireSchema(schema));
