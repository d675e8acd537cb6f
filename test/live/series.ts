/**
 * The series of the Odoo at that address, such as "17.0": what was recorded of one says nothing of another.
 * @throws Error where there is no Odoo
 */
export async function seriesOf(url: string): Promise<string> {
  const answer = await fetch(new URL('/jsonrpc', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      jsonrpc: '2.0',
      method: 'call',
      id: 1,
      params: { service: 'common', method: 'version', args: [] },
    }),
  });
  const { result } = (await answer.json()) as { readonly result?: { readonly server_serie?: string } };
  if (result?.server_serie === undefined) throw new Error(`${url} did not tell which Odoo it is`);
  return result.server_serie;
}

/** Why a suite that means one series is skipped, or null where it is not; `missing` are variables that are not set. */
export async function whySkipped(
  missing: readonly string[],
  url: string | undefined,
  meant: string,
): Promise<string | null> {
  if (missing.length > 0) return `${missing.join(', ')} not set`;
  const series = await seriesOf(url ?? '');
  return series === meant ? null : `the server is Odoo ${series}, and this was recorded of ${meant}`;
}
