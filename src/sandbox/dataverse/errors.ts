/** An answer of the Web API that is not a success; `code` and `message` are the words of the real service. */
export class WebApiError extends Error {
  readonly status: number;
  readonly code: string;
  override readonly name = 'WebApiError';
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function unknownProperty(property: string, type: string): WebApiError {
  return new WebApiError(
    400,
    '0x80060888',
    `Could not find a property named '${property}' on type 'Microsoft.Dynamics.CRM.${type}'.`,
  );
}

export function unknownSegment(segment: string): WebApiError {
  return new WebApiError(404, '0x8006088a', `Resource not found for the segment '${segment}'.`);
}

export function syntaxError(position: number, text: string): WebApiError {
  return new WebApiError(400, '0x80060888', `Syntax error at position ${position} in '${text}'.`);
}

export function badRequest(message: string): WebApiError {
  return new WebApiError(400, '0x80060888', message);
}

export function missingRecord(table: string, id: string): WebApiError {
  return new WebApiError(404, '0x80040217', `${table} With Id = ${id} Does Not Exist`);
}

export function missingTable(logicalName: string): WebApiError {
  return new WebApiError(
    404,
    '0x80041102',
    `The entity with a name = '${logicalName}' with namemapping = 'Logical' was not found in the MetadataCache.`,
  );
}

/** Words and code of `ExpiredVersionStamp`, as `RetrieveEntityChanges` gives it; the page on change tracking names none. */
export function expiredStamp(): WebApiError {
  return new WebApiError(
    400,
    '0x80044352',
    'Version stamp associated with the client has expired. Please perform a full sync.',
  );
}

/** A row that is to be written holds what its table does not take. */
export function invalidPayload(why: string): WebApiError {
  return new WebApiError(400, '0x80048d19', `Error identified in Payload provided by the user: ${why}`);
}

export function missingPrivilege(user: string, privilege: string, table: string): WebApiError {
  return new WebApiError(
    403,
    '0x80040220',
    `Principal user (Id=${user}, type=8) is missing ${privilege} privilege for entity '${table}'.`,
  );
}

export function notBuilt(method: string, path: string): WebApiError {
  return new WebApiError(
    501,
    '0x80040800',
    `This sandbox does not know ${method} ${path}: beside reading it makes, changes and deletes single rows, of the tables that its application user may change.`,
  );
}
