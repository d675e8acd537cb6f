import type { Explanation } from './explanation.ts';
import { account, bare, deal, file } from './maps.ts';

const site = bare(
  'map Site: account -> res.partner',
  'key x_source_id = "site:{accountid}"',
  'name = name ?? "?"',
  'user_id = null',
);

export const REFERENCES = {
  'no-map-for': {
    text: 'No map says which row of the target the record became that this reference leads to. References of the source are followed through such a map. Write that map, or look the row up by what it is known by: `res.partner[name = company.name]`.',
    fails: file(deal('partner_id = «company» else null')),
    passes: file(account(), deal('partner_id = company else null')),
  },
  'several-maps-for': {
    text: 'The record that the reference leads to becomes several rows of the target, through several maps. Any of them could be meant. `as` says which, by the name of the map; a map without a name goes by that of its source, and is the one that a bare `ref(…)` means.',
    fails: file(account(), site, deal('partner_id = «company» else null')),
    passes: file(account(), site, deal('partner_id = company as Site else null')),
  },
  'order-cycle': {
    text: 'Each of these maps needs rows that another of them makes first, so none can begin. Usually mapc opens such a circle by itself: a reference that may be empty is filled in a second pass. It cannot where the reference is required, part of a guard, or written `initial`.',
    fails: file(account('«initial parent_id = parent else null»')),
    passes: file(account('parent_id = parent else null')),
  },
  'provision-early': {
    text: 'Maps inside of `provision` bring configuration into the target before anything else moves. This one refers to records that a map outside of it moves, and that are not there by then. Either both maps are configuration, or neither is.',
    fails: file(
      account(),
      'provision { map deal -> crm.lead { key x_source_id = dealid name = title ?? "?" type = "lead" «partner_id = company else null» } }',
    ),
    passes: file(account(), deal('partner_id = company else null')),
  },
  'lookup-own-target': {
    text: 'The map looks up rows of the very entity that it writes. What it finds would depend on which records were written before, so the same data could give another result on a second run. Refer to the record of the source instead: mapc knows which row it became.',
    fails: file(account('parent_id = «res.partner[name = website]» else null')),
    passes: file(account('parent_id = parent else null')),
  },
  'map-splits': {
    text: 'The map is a chain whose arms write to different entities, so a record of it may have become a row of any of them. A field that points to one entity cannot take the id of another. Named by that entity, or assigned to its field as it is, the reference means the rows of that arm, and fails with *dangling* for records that became another. `ref(…)` gives the model together with the id, for the pairs of fields that hold both.',
    fails: file(
      'map Split: account -> res.partner { when name != null key x_source_id = accountid name = name user_id = null } else -> mail.message { key x_source_id = accountid }',
      deal('partner_id = «company as Split» else null'),
    ),
    passes: file(
      'map Split: account -> res.partner { key x_source_id = accountid name = name ?? "?" user_id = null }',
      deal('partner_id = company as Split else null'),
    ),
  },
} as const satisfies Readonly<Record<string, Explanation>>;
