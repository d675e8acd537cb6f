import { function365, function365Large } from '../e2e/support/pairs/function365.ts';
import { migratePair } from '../e2e/support/pairs/migrate-pair.ts';
import { opex365, opex365Large } from '../e2e/support/pairs/opex365.ts';

// As test/e2e/pair.test.ts and opex.test.ts, with ten times as many records.
migratePair(function365, function365Large);
migratePair(opex365, opex365Large);
