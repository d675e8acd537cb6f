export type ConnectorErrorKind =
  /** The system refuses this record or batch for what is in it: never retried, bisected. */
  | 'record'
  /** The call is larger than the server takes, and nothing was stored: fewer records at once may pass. */
  | 'large'
  /** A serialization failure, 429, 502 …: the same call may succeed later; nothing was stored. */
  | 'transient'
  /** The answer never came: the call may or may not have been carried out. */
  | 'lost'
  | 'authentication'
  | 'forbidden'
  /** What is configured, or what a file holds, has to be put right first: the same call fails again. */
  | 'configuration'
  /** No such host, refused, not the server that was meant. */
  | 'unreachable'
  /** The server answered what its protocol does not allow. */
  | 'protocol';

/** The only error that a connector throws. `message` is one sentence for a person, without secrets. */
export class ConnectorError extends Error {
  readonly kind: ConnectorErrorKind;
  /** Milliseconds to wait before the next call, where the server said so. */
  readonly retryAfter: number | null;
  /**
   * Of a `create` that is refused (`record`): the places of refused rows among the rows of the call, each with its own
   * message; null where the system named none. The other rows of the call were not stored either and may be sent again.
   * A system stops after some, so one of those may be refused then.
   */
  readonly refused: ReadonlyMap<number, string> | null;
  override readonly name = 'ConnectorError';
  constructor(
    kind: ConnectorErrorKind,
    message: string,
    options: {
      readonly retryAfter?: number;
      readonly refused?: ReadonlyMap<number, string>;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.retryAfter = options.retryAfter ?? null;
    this.refused = options.refused ?? null;
  }
}
