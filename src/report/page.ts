import { createHash } from 'node:crypto';
import { type Html, html } from './html.ts';

interface PageInput {
  readonly title: string;
  /** One line under the title: project, environment, when. */
  readonly subtitle: string;
  readonly body: Html;
  /** A script of ours, never made from data. */
  readonly script?: string;
}

/**
 * A page that stands alone: no font, image or script from elsewhere, light and dark as the reader's system is, and fit to
 * be printed. The browser is told to run no script but ours.
 */
export function page({ title, subtitle, body, script }: PageInput): string {
  const hash = script === undefined ? '' : createHash('sha256').update(script, 'utf8').digest('base64');
  const scripts = script === undefined ? "script-src 'none'" : `script-src 'sha256-${hash}'`;
  const policy = `default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; ${scripts}`;
  const { markup } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<header><h1>${title}</h1><p class="quiet">${subtitle}</p></header>
<main>
${body}
</main>
<footer class="quiet">Made by mapc.</footer>
${script === undefined ? null : html`<script>${trusted(script)}</script>`}
</body>
</html>
`;
  return markup;
}

/** Text of ours that is markup already. */
function trusted(text: string): Html {
  // A template without holes escapes nothing, and `text` is a constant of this program.
  return html(Object.assign([text], { raw: [text] }));
}

const STYLE = `
:root{--paper:#fff;--ink:#1c2024;--quiet:#60646c;--line:#e0e1e6;--shade:#f6f7f9;--good:#18794e;--bad:#c62a2f;--wait:#ad5700;--link:#0b68cb;
--created:#30a46c;--updated:#3e93dd;--matched:#7c66dc;--unchanged:#9ba1a6;--rejected:#e5484d;--queued:#f5a524;--skipped:#d7dbdf;--gone:#687076}
@media (prefers-color-scheme:dark){:root{--paper:#16181a;--ink:#edeef0;--quiet:#a0a6ad;--line:#33373b;--shade:#1f2225;--good:#4cc38a;--bad:#ff6369;--wait:#f1a10d;--link:#70b8ff;--skipped:#43484e}}
*{box-sizing:border-box}
body{margin:0 auto;padding:2rem 1.5rem 4rem;max-width:78rem;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
h1{font-size:1.6rem;line-height:1.25;margin:0}
h2{font-size:1.15rem;margin:2.4rem 0 .6rem}
h3{font-size:1rem;margin:0}
p{margin:.4rem 0}
.quiet{color:var(--quiet)}
footer{margin-top:3rem;font-size:.85rem}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid var(--line)}
th{font-weight:600;color:var(--quiet);white-space:nowrap}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.zero{color:var(--quiet);opacity:.55}
tfoot td{font-weight:600;border-bottom:0;border-top:2px solid var(--line)}
code,.value{font:.86em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere;white-space:pre-wrap}
.place{white-space:nowrap;color:var(--quiet)}
.scroll{overflow-x:auto}
@media (max-width:56rem){.scroll>table.wide{min-width:54rem}}
.good{color:var(--good)}.bad{color:var(--bad)}.wait{color:var(--wait)}
.verdict{margin:1.2rem 0;padding:.9rem 1.1rem;border-left:4px solid var(--good);background:var(--shade);border-radius:0 6px 6px 0;font-size:1.05rem}
.verdict.bad{border-color:var(--bad);color:inherit}.verdict.wait{border-color:var(--wait);color:inherit}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.8rem;margin:1.2rem 0}
.tile{background:var(--shade);border-radius:8px;padding:.7rem .9rem}
.tile b{display:block;font-size:1.5rem;line-height:1.2;font-variant-numeric:tabular-nums}
.bar{display:flex;height:.8rem;min-width:9rem;border-radius:4px;overflow:hidden;background:var(--shade);print-color-adjust:exact;-webkit-print-color-adjust:exact}
.bar span{display:block;min-width:2px}
.s-created{background:var(--created)}.s-updated{background:var(--updated)}.s-matched{background:var(--matched)}.s-unchanged{background:var(--unchanged)}
.s-rejected{background:var(--rejected)}.s-queued{background:var(--queued)}.s-skipped{background:var(--skipped)}.s-gone{background:var(--gone)}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;font-size:.85rem;color:var(--quiet);margin:.6rem 0}
.legend i{display:inline-block;width:.75rem;height:.75rem;border-radius:3px;margin-right:.4rem;vertical-align:-1px;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.record{margin:1.1rem 0;border:1px solid var(--line);border-radius:8px;overflow:hidden;break-inside:avoid-page}
.record>header{display:flex;flex-wrap:wrap;align-items:baseline;gap:.2rem .9rem;padding:.55rem .8rem;background:var(--shade)}
.record p{padding:0 .8rem}
.record tr:last-child td{border-bottom:0}
.record col.field{width:18%}.record col.source{width:33%}.record col.target{width:33%}
.tag{display:inline-block;padding:0 .5rem;border-radius:999px;border:1px solid var(--line);font-size:.8rem;color:var(--quiet);background:var(--paper)}
.tag.good{border-color:currentColor;color:var(--good)}.tag.bad{border-color:currentColor;color:var(--bad)}.tag.wait{border-color:currentColor;color:var(--wait)}
.controls{position:sticky;top:0;display:flex;flex-wrap:wrap;gap:.6rem 1.2rem;align-items:center;padding:.7rem 0;background:var(--paper);border-bottom:1px solid var(--line);z-index:1}
select,input{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--line);border-radius:6px;padding:.2rem .5rem}
details{margin:.4rem 0}summary{cursor:pointer}
[hidden]{display:none!important}
@media print{:root{--paper:#fff;--ink:#000;--quiet:#444;--line:#bbb;--shade:#f3f3f3}body{max-width:none;padding:0;font-size:11px}.controls{display:none}h2{break-after:avoid}tr{break-inside:avoid}thead{display:table-header-group}}
`;
