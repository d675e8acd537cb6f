import type { CallOptions } from '../../contract.ts';
import { ConnectorError } from '../../contract.ts';

/** The user's id behind a login, asked for once, and once more where the server does not know it any longer. */
interface Login {
  user(options?: CallOptions): Promise<number>;
  /**
   * Carries out a call for the user. Where the server says that it does not know the login (any more), it logs in again
   * and repeats the call once: a call that was refused at the door has changed nothing.
   * @throws ConnectorError
   */
  run<T>(call: (user: number) => Promise<T>, options?: CallOptions): Promise<T>;
}

export function createLogin(authenticate: (options?: CallOptions) => Promise<number>): Login {
  let known: Promise<number> | null = null;

  function user(options?: CallOptions): Promise<number> {
    known ??= authenticate(options).catch((error: unknown) => {
      known = null;
      // Nothing was stored by a login, so an answer that is missing only asks for another try.
      if (error instanceof ConnectorError && error.kind === 'lost')
        throw new ConnectorError('transient', error.message, { cause: error });
      throw error;
    });
    return known;
  }

  async function again(options?: CallOptions): Promise<number> {
    known = null;
    try {
      return await user(options);
    } catch (error) {
      if (!isRefused(error)) throw error;
      throw new ConnectorError(
        'authentication',
        `${error.message} any more, though it did a moment ago: was its password changed, or has its API key expired?`,
        { cause: error },
      );
    }
  }

  return {
    user,
    async run(call, options) {
      const id = await user(options);
      try {
        return await call(id);
      } catch (error) {
        if (!isRefused(error)) throw error;
        return call(await again(options));
      }
    },
  };
}

function isRefused(error: unknown): error is ConnectorError {
  return error instanceof ConnectorError && error.kind === 'authentication';
}
