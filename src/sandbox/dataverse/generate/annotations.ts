import type { Reference, Row } from '../store.ts';
import { anyOf, audit, type Context, orphan, ownership, type Scaled } from './context.ts';
import { makeDocument } from './documents.ts';
import { Random } from './random.ts';
import { longText, sentences } from './words.ts';

/** Notes: the even ones carry a document, the odd ones only text. */
export function makeAnnotations(context: Context): readonly Row[] {
  const random = new Random(context.seed, 'annotation');
  return context.ids.annotation.map((annotationid, index) => {
    const isDocument = index % 2 === 0;
    const about: Reference = anyOf(
      context,
      random,
      random.pick<Scaled>([
        'account',
        'account',
        'contact',
        'contact',
        'lead',
        'opportunity',
        'opportunity',
        'phonecall',
      ]),
    );
    const row: Row = {
      ...audit(context, random, 9_000_000, index),
      ...ownership(context, random),
      annotationid,
      subject: random.maybe(70, random.pick(['Note', 'Görüşme notu', 'Notiz', 'Remarque'])),
      notetext: random.maybe(isDocument ? 40 : 97, random.pick(sentences)),
      isautonomouslycreated: false,
      objectid: about,
      objecttypecode: about.entity,
      ...(isDocument ? documentColumns(random, index) : { isdocument: false }),
    };
    return { ...row, ...dirtyAnnotation(index, random) };
  });
}

function documentColumns(random: Random, index: number): Row {
  const document = makeDocument(random, index);
  return {
    isdocument: true,
    filename: document.name,
    mimetype: document.type,
    filesize: document.bytes.length,
    documentbody: document.bytes.toString('base64'),
  };
}

function dirtyAnnotation(index: number, random: Random): Row {
  switch (index) {
    case 1:
      return { notetext: null, subject: null };
    case 2:
      return { documentbody: null, filesize: 0 };
    case 3:
      return { notetext: longText(50_000) };
    case 4:
    case 5:
      return { objectid: orphan(random, 'account'), objecttypecode: 'account' };
    case 6:
      return { filename: 'evil/../name: "x" <y>.txt' };
    case 7:
      return { objectid: null, objecttypecode: 'none' };
    case 9:
      return { notetext: '<div data-wrapper="true"><p>Rich <b>note</b></p></div>' };
    default:
      return {};
  }
}
