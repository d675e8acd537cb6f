import { type DeclaredType, TYPE_WORDS, typeFromText } from '../../schema/type-from-text.ts';
import { ConnectorError } from '../contract.ts';

/** A type of `fields` in mapc.yaml. @throws ConnectorError `configuration`, naming what can be written */
export function declaredType(text: string, where: string): DeclaredType {
  const declared = typeFromText(text);
  if (declared !== null) return declared;
  throw new ConnectorError(
    'configuration',
    `${where}: "${text}" is not a type; write one of ${TYPE_WORDS}, with "required" behind it or not`,
  );
}
