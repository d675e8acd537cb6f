import { Random } from './generate/random.ts';
import { guidOf } from './guid.ts';
import type { AttributeSchema, TableSchema } from './schema.ts';
import type { Row } from './store.ts';

/** How many rows with files there are, and how large the largest is. */
export interface FileColumns {
  readonly count: number;
  readonly bytes: number;
  /** False: the environment keeps files in its database, and gives them in one piece only. Default true. */
  readonly chunked?: boolean;
}

const writable = {
  RequiredLevel: 'None',
  IsValidForCreate: true,
  IsValidForUpdate: true,
  IsValidForRead: true,
};
const given = { ...writable, IsValidForCreate: false, IsValidForUpdate: false };

function column(name: string, type: string, rest: Partial<AttributeSchema> = {}): AttributeSchema {
  return {
    LogicalName: name,
    SchemaName: name,
    AttributeType: type,
    DisplayName: name,
    ...writable,
    ...rest,
  };
}

/**
 * A table of the customer's own with a column for files and one for images, and the columns that the platform adds to these
 * ("Use file column data", "Use image column data").
 */
export const fileTable: TableSchema = {
  LogicalName: 'new_contract',
  SchemaName: 'new_Contract',
  DisplayName: 'Contract',
  DisplayCollectionName: 'Contracts',
  EntitySetName: 'new_contracts',
  PrimaryIdAttribute: 'new_contractid',
  PrimaryNameAttribute: 'new_name',
  OwnershipType: 'OrganizationOwned',
  IsActivity: false,
  ObjectTypeCode: 10_366,
  IsCustomEntity: true,
  Attributes: [
    column('createdon', 'DateTime', { Format: 'DateAndTime', DateTimeBehavior: 'UserLocal', ...given }),
    column('modifiedon', 'DateTime', { Format: 'DateAndTime', DateTimeBehavior: 'UserLocal', ...given }),
    column('new_contractid', 'Uniqueidentifier', {
      RequiredLevel: 'SystemRequired',
      IsValidForUpdate: false,
    }),
    column('new_name', 'String', { MaxLength: 100 }),
    column('new_document', 'Virtual', { AttributeTypeName: 'FileType', MaxSizeInKB: 131_072 }),
    column('new_document_name', 'String', { MaxLength: 1000, ...given }),
    column('new_photo', 'Virtual', {
      AttributeTypeName: 'ImageType',
      MaxSizeInKB: 10_240,
      AttributeOf: 'new_photoid',
    }),
    column('new_photo_timestamp', 'BigInt', { AttributeOf: 'new_photoid', ...given }),
    column('new_photo_url', 'String', { MaxLength: 200, AttributeOf: 'new_photoid', ...given }),
    column('new_photoid', 'Uniqueidentifier', { ...given }),
    column('versionnumber', 'BigInt', { ...given }),
  ],
  ManyToOne: [],
  ManyToMany: [],
  Keys: [],
};

/**
 * Rows with files of all sizes, the first the largest; every fourth without a file, every third with an image, of which
 * every second is kept as a thumbnail alone. In a row stand the contents as base64; what a request sees of them is for
 * `files.ts` to say.
 */
export function fileRows({ count, bytes }: FileColumns, seed: number): readonly Row[] {
  const random = new Random(seed, 'file columns');
  return Array.from({ length: count }, (_, index): Row => {
    const id = random.guid();
    const size = index === 0 ? bytes : Math.max(1, Math.floor(bytes / (index + 1)));
    const hasFile = index % 4 !== 3;
    const hasImage = index % 3 === 0;
    return {
      new_contractid: id,
      new_name: `Contract ${index + 1}`,
      createdon: '2024-02-01T09:00:00Z',
      modifiedon: '2024-02-01T09:00:00Z',
      versionnumber: 5_000_000 + index,
      new_document: hasFile ? noise(random, size).toString('base64') : null,
      new_document_name: hasFile ? `contract-${index + 1}.pdf` : null,
      new_photo: hasImage ? noise(random, 3000).toString('base64') : null,
      new_photoid: hasImage ? guidOf(`photo ${index % 2 === 0 ? 'whole' : 'thumbnail'} ${id}`) : null,
    };
  });
}

/** Whether a row's image was kept whole, and not as a thumbnail alone. */
export function keepsWhole(row: Row, id: string): boolean {
  return row.new_photoid === guidOf(`photo whole ${id}`);
}

function noise(random: Random, bytes: number): Buffer {
  const content = Buffer.alloc(bytes);
  let state = random.int(1, 2 ** 31 - 1);
  for (let at = 0; at < bytes; at += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    content[at] = state & 0xff;
  }
  return content;
}
