import { expect, it } from 'vitest';
import { formPlace } from '../../../../src/connectors/odoo/provision/form-place.ts';

it.each([
  ['notebook', '<form><sheet><group/><notebook><page/></notebook></sheet></form>'],
  ['sheet', '<form>\n<header/><sheet string="a > b"><group/></sheet></form>'],
  ['form', '<form><group><field name="name"/></group></form>'],
  ['sheet', '<form><sheet><field name="lines"><form><notebook/></form></field></sheet></form>'],
  ['notebook', '<form><sheet><field name="a"/><field name="b" /><notebook/></sheet></form>'],
  ['form', '<form><!-- <sheet><notebook/></sheet> --></form>'],
  ['notebook', '<form><field name="a" domain="[(\'x\', \'>\', 1)]"/><notebook/></form>'],
])('is the %s of %s', (place, arch) => {
  expect(formPlace(arch)).toBe(place);
});
