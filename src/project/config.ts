/** What `mapc.yaml` says (`language.md` section 1), as plain data. Secrets are still `${NAME}` here. */
export interface ProjectConfig {
  readonly migration: readonly string[];
  /** The environment that is meant where none is named; absent: the first. */
  readonly environment?: string;
  readonly environments: Readonly<Record<string, EnvironmentConfig>>;
  readonly run?: RunConfig;
  /** Limits what `mapc discover` reads. */
  readonly discover?: {
    readonly source?: { readonly entities?: readonly string[] };
    readonly target?: { readonly entities?: readonly string[] };
  };
}

/** Both sides, in the order in which they are told. */
export const SIDES = ['source', 'target'] as const;
export type Side = (typeof SIDES)[number];

interface EnvironmentConfig {
  readonly source: ConnectionConfig;
  readonly target: ConnectionConfig;
}

/** `connector` and whatever that connector wants to know. */
export type ConnectionConfig = { readonly connector: string } & Readonly<Record<string, unknown>>;

interface RunConfig {
  readonly company?: string;
  readonly language?: string;
  readonly timezone?: string;
  readonly edited?: 'keep' | 'overwrite';
  readonly deleted?: 'report' | 'archive' | 'delete';
  readonly entities?: Readonly<
    Record<
      string,
      { readonly edited?: 'keep' | 'overwrite'; readonly deleted?: 'report' | 'archive' | 'delete' }
    >
  >;
}

const edited = { enum: ['keep', 'overwrite'] } as const;
const deleted = { enum: ['report', 'archive', 'delete'] } as const;
const discover = {
  type: 'object',
  additionalProperties: false,
  properties: { entities: { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } } },
} as const;
const connection = {
  type: 'object',
  required: ['connector'],
  // The other keys are the connector's own, which checks them itself.
  properties: { connector: { type: 'string', minLength: 1 } },
} as const;

/** JSON Schema of {@link ProjectConfig}. */
export const configSchema = {
  type: 'object',
  required: ['migration', 'environments'],
  additionalProperties: false,
  properties: {
    migration: { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } },
    environment: { type: 'string' },
    environments: {
      type: 'object',
      minProperties: 1,
      additionalProperties: {
        type: 'object',
        required: ['source', 'target'],
        additionalProperties: false,
        properties: { source: connection, target: connection },
      },
    },
    run: {
      type: 'object',
      additionalProperties: false,
      properties: {
        company: { type: 'string', minLength: 1 },
        language: { type: 'string', minLength: 1 },
        timezone: { type: 'string', minLength: 1 },
        edited,
        deleted,
        entities: {
          type: 'object',
          additionalProperties: {
            type: 'object',
            additionalProperties: false,
            properties: { edited, deleted },
          },
        },
      },
    },
    discover: {
      type: 'object',
      additionalProperties: false,
      properties: { source: discover, target: discover },
    },
  },
} as const;
