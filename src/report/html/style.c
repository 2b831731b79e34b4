// SPDX-License-Identifier: Apache-2.0
// The one style sheet: readable at 320 pixels and on paper (A4, Letter), in light and dark, with contrasts of 4.5 and
// more.
#include "report/html/html.h"

static const char style[] =
    ":root{color-scheme:light dark;--ink:#1b1b1f;--paper:#fff;--quiet:#55555f;--line:#c9c9d1;--panel:#f4f4f7;"
    "--link:#0b4fa8;--known:#9c1021;--strong:#9c1021;--weak:#7a4b00;--context:#3d4a66;--bar:#2f6fb3}"
    "@media (prefers-color-scheme:dark){:root{--ink:#ececf1;--paper:#16161a;--quiet:#b4b4c0;--line:#4a4a55;"
    "--panel:#22222a;--link:#8fc1ff;--known:#ff9a9a;--strong:#ff9a9a;--weak:#ffcf7a;--context:#b8c7ea;--bar:#6fa8e0}}"
    "*{box-sizing:border-box}"
    "html{-webkit-text-size-adjust:100%}"
    "body{margin:0 auto;padding:1rem;max-width:60rem;background:var(--paper);color:var(--ink);"
    "font:1rem/1.5 system-ui,-apple-system,'Segoe UI','Noto Sans','DejaVu Sans',sans-serif;overflow-wrap:anywhere}"
    "h1{font-size:1.6rem;margin:.5rem 0}h2{font-size:1.3rem;margin:2rem 0 .5rem;padding-top:.5rem;"
    "border-top:1px solid var(--line)}h3{font-size:1.05rem;margin:1.2rem 0 .4rem}"
    "p,ul,ol,dl{margin:.5rem 0}ul,ol{padding-inline-start:1.4rem}li{margin:.3rem 0}"
    "a{color:var(--link)}.quiet{color:var(--quiet)}"
    ".whose{border:2px solid var(--ink);padding:.2rem .8rem;margin:1rem 0}"
    ".person h2{border:0}"
    ".answer{font-size:1.25rem;line-height:1.4;border-inline-start:.4rem solid var(--context);padding:.4rem .8rem;"
    "background:var(--panel)}"
    ".answer.traces-found,.answer.signs-of-an-attempt{border-color:var(--known)}"
    ".answer.worth-a-review{border-color:var(--weak)}"
    ".card{border:1px solid var(--line);border-inline-start:.4rem solid var(--context);padding:.2rem "
    ".8rem;margin:1rem 0;"
    "background:var(--panel)}"
    ".card.known,.card.strong{border-inline-start-color:var(--known)}.card.weak{border-inline-start-color:var(--weak)}"
    ".card h3{margin:.4rem 0}"
    "dl{display:grid;grid-template-columns:minmax(7rem,11rem) 1fr;gap:.25rem 1rem}"
    "dt{color:var(--quiet)}dd{margin:0}"
    "code,pre{font-family:ui-monospace,'DejaVu Sans Mono',monospace;font-size:.9em}"
    "pre{white-space:pre-wrap;background:var(--panel);padding:.5rem}"
    ".value{font-weight:600}.cut{color:var(--quiet)}"
    ".frame{overflow-x:auto;margin:1rem 0;border:1px solid var(--line);padding:.5rem}"
    "table{border-collapse:collapse;width:100%;min-width:34rem;font-size:.92rem}"
    "caption,.caption{text-align:start;font-weight:600;padding-bottom:.4rem}"
    "th,td{text-align:start;vertical-align:top;padding:.25rem .5rem;border-top:1px solid var(--line);font-weight:400}"
    "thead th{font-weight:600;white-space:nowrap}.number{text-align:end;white-space:nowrap}"
    "time,.number{white-space:nowrap}h3::first-letter{text-transform:uppercase}"
    "svg{display:block;width:100%;min-width:44rem;height:auto}"
    "svg text{fill:var(--ink);font:12px system-ui,'Noto Sans','DejaVu Sans',sans-serif}"
    "svg .tick{fill:var(--quiet)}.axis{stroke:var(--ink)}.grid{stroke:var(--line)}.bar{fill:var(--bar)}"
    ".gap{stroke:var(--bar)}.moment{stroke:var(--ink);stroke-dasharray:4 3}"
    ".mark.known,.mark.strong{fill:var(--known)}.mark.weak{fill:var(--weak)}.mark.context{fill:var(--context)}"
    "@media (max-width:32rem){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}}"
    "@page{margin:18mm 16mm}"
    "@media print{:root{color-scheme:light;--ink:#000;--paper:#fff;--quiet:#333;--line:#999;--panel:#fff;--link:#000;"
    "--known:#9c1021;--strong:#9c1021;--weak:#7a4b00;--context:#3d4a66;--bar:#2f6fb3}"
    "body{font-size:10.5pt;max-width:none;padding:0}.answer{font-size:12pt}nav{break-before:page}"
    ".frame{overflow:visible;border:0;padding:0}table,svg{min-width:0}table{font-size:8.5pt}"
    ".card,tr,svg,li{break-inside:avoid}h2,h3{break-after:avoid}a{text-decoration:none}"
    "details:not([open])>*{display:block}}";

const char *html_style(void)
{
    return style;
}
