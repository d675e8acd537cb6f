export type Severity = 'error' | 'warning';

/** One line of the table: its stable code, and what it says of its parameters, which it names and types. */
export const entry = <P extends object>(
  code: string,
  severity: Severity,
  message: (params: P) => string,
  help: string | ((params: P) => string),
) => ({ code, severity, message, help: typeof help === 'string' ? (_: P) => help : help });
