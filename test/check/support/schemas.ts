/** The checker is tested between the two small systems that the examples of `mapc explain` stand in. */
export {
  entity,
  profileOf,
  SOURCE,
  schema,
  TARGET,
  text,
} from '../../../src/check/explanations/schemas.ts';
