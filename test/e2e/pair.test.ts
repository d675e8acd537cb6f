import { function365, function365Small } from './support/pairs/function365.ts';
import { migratePair } from './support/pairs/migrate-pair.ts';

migratePair(function365, function365Small);
