import { describe, expect, it } from 'vitest';
import { sanitizeHtml } from '../../../src/sandbox/odoo/sanitize-html.ts';

/** Pairs that a running Odoo 17.0 was seen to make. */
describe('markup as Odoo stores it', () => {
  it.each([
    ['', ''],
    ['plain', '<p>plain</p>'],
    ['a\nb', '<p>a\nb</p>'],
    ['  lead', '<p>lead</p>'],
    ['5 < 6 & x', '<p>5 &lt; 6 &amp; x</p>'],
    ['a <b>x</b>', '<p>a <b>x</b></p>'],
    ['a<p>b</p>', '<p>a</p><p>b</p>'],
    ['a<div>b</div>c', '<p>a</p><div>b</div>c'],
    ['<b>x</b>', '<b>x</b>'],
    ['<b>x</b> a', '<span><b>x</b> a</span>'],
    ['<b>x</b><p>y</p>', '<b>x</b><p>y</p>'],
    ['<br><br>', '<span><br><br></span>'],
    ['<p>a</p>tail', '<p>a</p>tail'],
    ['<p>a</p>\n<p>b</p>\n', '<p>a</p>\n<p>b</p>\n'],
    ['<div><p>a</p></div>', '<p>a</p>'],
    ['<div>a</div><div>b</div>', '<div>a</div><div>b</div>'],
    [
      '<div style="color:red" class="c" onclick="x()">a<br>b</div>',
      '<div style="color:red" class="c">a<br>b</div>',
    ],
    ['<p>a<script>alert(1)</script></p>', '<p>a</p>'],
    ['<form><input name="a"></form>', ''],
    ['<!-- c --><p>z</p>', '<p>z</p>'],
    ['<p>a<b>b', '<p>a<b>b</b></p>'],
    ['<p>a<hr>b</p>', '<p>a</p><hr>b'],
    ['<b><i>x</b></i>', '<b><i>x</i></b>'],
    [
      '<a href="http://x.y/?a=1&b=2" target="_blank">l</a>',
      '<a href="http://x.y/?a=1&amp;b=2" target="_blank">l</a>',
    ],
    ['<a href="javascript:x">y</a>', '<a href="">y</a>'],
    ['<p>&uuml;&euro;&ldquo;q&rdquo; &amp; &nbsp;\u00a0</p>', '<p>ü€“q” &amp; &nbsp;&nbsp;</p>'],
    ['<p onclick="x" data-x="1" id="i">y</p>', '<p id="i">y</p>'],
    ['<html><head><style>x</style></head><body><div>a</div><p>b</p></body></html>', '<div>a</div><p>b</p>'],
    ['<o:p></o:p><p>w</p>', '<p>w</p>'],
    ['<p>it\'s "q"</p>', '<p>it\'s "q"</p>'],
  ])('%j', (source, stored) => {
    expect(sanitizeHtml(source)).toBe(stored);
  });

  it('is stable for what it made', () => {
    for (const source of ['a & b', '<p>x</p><b>y</b>', '<b>x</b> a', 'x<ul><li>a</li></ul>y']) {
      const once = sanitizeHtml(source);
      expect(sanitizeHtml(once)).toBe(once);
    }
  });
});
