import { migratePair } from './support/pairs/migrate-pair.ts';
import { opex365, opex365Small } from './support/pairs/opex365.ts';

migratePair(opex365, opex365Small);
