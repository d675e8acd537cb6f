import { ConnectorError } from '../contract.ts';

/** The service protection limits, which let go after minutes ("Service protection API limits"). */
const PASSING = /time window of 300 seconds|concurrent requests/i;
/** What an answer says that speaks of a day. */
const DAILY = /time window of 86,?400 seconds|24[ -]hours?|\bdaily\b|\bper day\b|entitlement/i;
/** Milliseconds above which nobody waits for the service protection limits: they look at five minutes. */
const PATIENCE = 3_600_000;

/**
 * The requests that the licence allows in a day ("Requests limits and allocations"): reading, making, changing and deleting
 * rows, each page and each file a request. Definitions and signing in are free. What one command uses is counted; what was
 * used before it on the same day, or by others, nobody tells.
 */
export class Allowance {
  readonly allowed: number | null;
  #used = 0;
  #refusal: ConnectorError | null = null;

  constructor(allowed: number | undefined) {
    this.allowed = allowed ?? null;
  }

  /** Counts a request that is about to be sent. @throws ConnectorError where it would be one too many */
  use(path: string): void {
    if (this.#refusal !== null) throw this.#refusal;
    if (isFree(path)) return;
    if (this.allowed !== null && this.#used >= this.allowed)
      throw new ConnectorError(
        'configuration',
        `This command has sent ${this.#used} requests to Dataverse, as many as \`allowance\` of the connection allows in a day. Go on tomorrow, or raise it where the licence allows more.`,
      );
    this.#used += 1;
  }

  /**
   * Whether a refusal (HTTP 429) is for the day, and not for the moment: Microsoft names no code for it, so that its words
   * and the time to wait have to tell. Nothing is asked any more after such a one.
   * @throws ConnectorError where it is
   */
  judge(origin: string, said: string | null, wait: number | null): void {
    const passing = said !== null && PASSING.test(said);
    if (passing || !(DAILY.test(said ?? '') || (wait !== null && wait > PATIENCE))) return;
    const when = wait === null ? 'tomorrow' : `in ${hours(wait)}`;
    this.#refusal = new ConnectorError(
      'configuration',
      `The licence's allowance of requests for a day is used up, says ${origin}: ${said ?? 'too many requests'}. Go on ${when}, or have an administrator of Power Platform assign more requests to the application user.`,
    );
    throw this.#refusal;
  }
}

/** Definitions are no rows. */
function isFree(path: string): boolean {
  return /^(EntityDefinitions|GlobalOptionSetDefinitions|RelationshipDefinitions|RetrieveMetadataChanges|RetrieveVersion|WhoAmI)\b/.test(
    path,
  );
}

function hours(wait: number): string {
  const count = Math.ceil(wait / 3_600_000);
  return count === 1 ? 'an hour' : `${count} hours`;
}
