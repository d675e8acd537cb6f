/**
 * What is guaranteed about a checked program, one rule a file, in the order of `language.md` section 6. Names and types
 * (6.1, 6.4, 6.6) are proved while expressions are checked, in `expressions/` and `tables.ts`.
 */
import { allowedOptions } from './allowed-options.ts';
import { failuresHandled } from './failures-handled.ts';
import { keys } from './keys.ts';
import { lossyExplained } from './lossy-explained.ts';
import { mirroredFields } from './mirrored-fields.ts';
import { nothingForgotten } from './nothing-forgotten.ts';
import { orderExists } from './order-exists.ts';
import { requiredFieldsAssigned } from './required-fields.ts';
import type { Rule } from './rule.ts';
import { sessionDefaultsAssigned } from './session-defaults.ts';
import { writableFields } from './writable-fields.ts';

export const RULES: readonly Rule[] = [
  requiredFieldsAssigned,
  sessionDefaultsAssigned,
  writableFields,
  allowedOptions,
  lossyExplained,
  mirroredFields,
  nothingForgotten,
  failuresHandled,
  keys,
  orderExists,
];
