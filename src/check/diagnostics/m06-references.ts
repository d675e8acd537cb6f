import { entry } from './entry.ts';

/** M06: references and order. */
export const REFERENCES = {
  'no-map-for': entry(
    'M0601',
    'error',
    (p: { entity: string; target: string }) => `no map turns \`${p.entity}\` into ${p.target}`,
    (p) => `write \`map ${p.entity} -> … { … }\`, or name another map with \`as\``,
  ),
  'several-maps-for': entry(
    'M0602',
    'error',
    (p: { entity: string; target: string; maps: string }) =>
      `several maps turn \`${p.entity}\` into ${p.target}: ${p.maps}`,
    'say which with `as`, by the name of the map',
  ),
  'order-cycle': entry(
    'M0603',
    'error',
    (p: { chain: string }) => `there is no order to run in, each of these waits for the next: ${p.chain}`,
    'a field that may be empty can wait: write `later` before one of these references',
  ),
  'lookup-own-target': entry(
    'M0604',
    'error',
    (p: { entity: string }) => `a map into \`${p.entity}\` cannot look \`${p.entity}\` up while it writes it`,
    'refer to the record of the source instead: mapc knows which row became of it',
  ),
  'map-splits': entry(
    'M0605',
    'error',
    (p: { map: string; targets: string }) =>
      `\`${p.map}\` makes rows of ${p.targets}: which one a record became is not known here`,
    'name the entity that is meant in place of the map (`as crm.lead`), with an `else` for records that became another; or take the model along with `ref(…)`',
  ),
  'provision-early': entry(
    'M0606',
    'error',
    (p: { map: string; needs: string }) =>
      `\`${p.map}\` is applied by \`provision\`, before \`${p.needs}\` has moved the records that this refers to`,
    (p) =>
      p.needs.startsWith('owners ')
        ? 'take the map out of `provision`, so that it runs after the people, or leave the reference out'
        : `put \`${p.needs}\` into \`provision\` too, or take this map out of it`,
  ),
} as const;
