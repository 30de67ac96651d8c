// One sheet for every page. The colours of a state never stand alone: its word is beside them.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/style.hpp"

namespace assay::report::html {

Literal style_sheet() {
  return R"css(
:root {
  color-scheme: light dark;
  --page: #ffffff; --text: #1b1f24; --quiet: #57606a; --rule: #d0d7de; --panel: #f6f8fa;
  --pass: #116329; --fail: #b3121d; --warn: #7a4d05; --wrong: #6e2bb0;
  --on-state: #ffffff; --mark: #ffe08a; --on-mark: #3b2300;
  --bar-good: #2f7dd1; --bar-bad: #c9252d; --band: #a9c7e8; --stroke: #1b1f24; --trace: #0b5cad;
  --shade0: #e4f1e8; --on-shade0: #14301f; --shade1: #fff0b3; --on-shade1: #3b2f00;
  --shade2: #fdc98a; --on-shade2: #3d2000; --shade3: #f08a6b; --on-shade3: #2b0d00;
  --shade4: #a11220; --on-shade4: #ffffff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0d1117; --text: #e6edf3; --quiet: #9aa5b1; --rule: #30363d; --panel: #161b22;
    --pass: #56d364; --fail: #ff8a80; --warn: #e3b341; --wrong: #c9a2ff;
    --on-state: #0d1117; --mark: #5c4300; --on-mark: #ffe9ad;
    --bar-good: #4a90e2; --bar-bad: #ff6b64; --band: #27476b; --stroke: #e6edf3; --trace: #79b8ff;
    --shade0: #15301f; --on-shade0: #d4f3df; --shade1: #4d4210; --on-shade1: #fff3c4;
    --shade2: #6e430f; --on-shade2: #ffe6c7; --shade3: #8f3a22; --on-shade3: #ffe9e2;
    --shade4: #ff9a96; --on-shade4: #2b0000;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--page); color: var(--text); overflow-wrap: anywhere;
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif;
}
main, footer { max-width: 72rem; margin: 0 auto; padding: 0 1rem 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 1rem 0 .5rem; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--rule); }
h3 { font-size: 1.1rem; line-height: 1.35; margin: 1.25rem 0 .4rem; }
h4 { font-size: 1rem; margin: 1rem 0 .25rem; }
p, ul, dl { margin: .5rem 0; }
ul { padding-left: 1.25rem; }
footer { border-top: 1px solid var(--rule); color: var(--quiet); font-size: .875rem; }
.quiet { color: var(--quiet); }
.mark {
  position: sticky; top: 0; z-index: 2; margin: 0; padding: .25rem 1rem; text-align: center;
  background: var(--mark); color: var(--on-mark); font-weight: 700; font-size: .875rem;
}
.in-heading {
  background: var(--mark); color: var(--on-mark); font-size: .75rem; font-weight: 700;
  padding: .1rem .4rem; border-radius: .25rem; vertical-align: middle; white-space: nowrap;
}
.state { font-weight: 700; white-space: nowrap; }
.state.pass { color: var(--pass); } .state.fail { color: var(--fail); }
.state.warn { color: var(--warn); } .state.wrong { color: var(--wrong); }
tbody .bad { color: var(--fail); font-weight: 700; } tbody .warn { color: var(--warn); font-weight: 700; }
h1 .state {
  display: inline-block; padding: 0 .6rem; border-radius: .3rem; margin-right: .5rem;
}
h1 .state.pass { background: var(--pass); color: var(--on-state); }
h1 .state.fail { background: var(--fail); color: var(--on-state); }
h1 .state.warn { background: var(--warn); color: var(--on-state); }
h1 .state.wrong { background: var(--wrong); color: var(--on-state); }
.reasons li { margin: .25rem 0; }
.scroll { overflow-x: auto; max-width: 100%; margin: .5rem 0; }
table { border-collapse: collapse; font-size: .875rem; line-height: 1.35; }
caption { text-align: left; color: var(--quiet); padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .25rem .5rem; border-bottom: 1px solid var(--rule); }
thead th { color: var(--quiet); font-weight: 600; border-bottom-width: 2px; }
tbody th { font-weight: 600; }
.scroll th, .scroll td { overflow-wrap: normal; min-width: 2.5rem; }
.scroll td { max-width: 32rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.matrix th { position: sticky; left: 0; background: var(--page); white-space: nowrap; }
.matrix thead th + th { position: static; }
.matrix td { padding: .2rem .35rem; }
.heat thead th { white-space: normal; overflow-wrap: anywhere; min-width: 5.5rem; max-width: 8rem; }
.heat tbody th { white-space: normal; max-width: 10rem; }
.shade0 { background: var(--shade0); color: var(--on-shade0); }
.shade1 { background: var(--shade1); color: var(--on-shade1); }
.shade2 { background: var(--shade2); color: var(--on-shade2); }
.shade3 { background: var(--shade3); color: var(--on-shade3); }
.shade4 { background: var(--shade4); color: var(--on-shade4); }
.legend { font-size: .875rem; color: var(--quiet); }
.legend span { padding: .05rem .35rem; white-space: nowrap; }
.legend svg { width: 2.2rem; height: 1rem; vertical-align: middle; }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; font-size: .9375rem; }
.facts dt { color: var(--quiet); } .facts dd { margin: 0; }
details { margin: .75rem 0; border: 1px solid var(--rule); border-radius: .4rem; padding: 0 .75rem .25rem; }
summary { cursor: pointer; padding: .4rem 0; }
summary > h2, summary > h3, summary > h4 { display: inline; border: 0; font-size: 1.1rem; }
:focus-visible { outline: 3px solid var(--trace); outline-offset: 2px; }
.charts { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 24rem), 1fr)); }
figure { margin: 0; max-width: 32rem; }
figcaption { font-size: .875rem; color: var(--quiet); }
figure svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--text); font-size: 11px; }
.axes text { fill: var(--quiet); }
.axis, .tick { stroke: var(--quiet); } .grid { stroke: var(--rule); } .leader { stroke: var(--quiet); stroke-width: .7; }
path.line { fill: none; stroke: var(--trace); stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; }
.shaded rect { fill: var(--mark); opacity: .55; }
.roof { stroke: var(--quiet); } .memory { stroke: var(--stroke); stroke-width: 1.5; }
.point { fill: var(--trace); stroke: var(--page); }
.change line { stroke: var(--fail); stroke-dasharray: 4 2; } .change text { font-weight: 700; }
.change line.level { stroke: var(--stroke); stroke-dasharray: none; stroke-width: 1.5; }
.square rect { stroke: var(--page); stroke-width: .5; } .square text { font-weight: 700; }
.square.shade0 rect { fill: var(--shade0); } .square.shade1 rect { fill: var(--shade1); }
.square.shade3 rect { fill: var(--shade3); } .square.shade4 rect { fill: var(--shade4); }
.square.shade1 text { fill: var(--on-shade1); } .square.shade3 text { fill: var(--on-shade3); }
.square.shade4 text { fill: var(--on-shade4); }
figure ol { margin: .25rem 0; padding-left: 1.5rem; font-size: .875rem; }
svg.bar { display: block; min-width: 6rem; }
.track { fill: var(--panel); } .typical { fill: var(--band); }
.value.good { fill: var(--bar-good); } .value.bad { fill: var(--bar-bad); }
.interval { stroke: var(--page); stroke-width: 2; }
.gate { stroke: var(--stroke); stroke-width: 2; }
.published { stroke: var(--stroke); stroke-width: 1.5; stroke-dasharray: 3 2; }
.metrics { width: 100%; }
.metrics th { overflow-wrap: normal; white-space: nowrap; }
.word { white-space: nowrap; }
.metrics .place { width: 34%; }
.metrics tr.explained > * { border-bottom: 0; }
@media (max-width: 46rem) {
  .metrics, .metrics tbody, .metrics tr, .metrics th, .metrics td { display: block; width: auto; }
  .metrics thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .metrics tr {
    display: grid; grid-template-columns: 1fr 1fr; gap: 0 .75rem; padding: .4rem 0;
    border-bottom: 1px solid var(--rule);
  }
  .metrics tr.explained { border-bottom: 0; }
  .metrics th, .metrics td { border: 0; padding: 0; text-align: left; white-space: normal; }
  .metrics .status { order: 1; text-align: right; } .metrics th { order: 0; }
  .metrics .place { order: 2; grid-column: 1 / -1; width: 100%; padding: .15rem 0; }
  .metrics .figure { order: 3; font-size: .8125rem; }
  .metrics .figure::before { content: attr(data-label); display: block; color: var(--quiet); }
  .metrics .why { order: 4; grid-column: 1 / -1; }
  dl.facts { grid-template-columns: 1fr; gap: 0; }
  .facts dt { margin-top: .35rem; }
}
@media print {
  :root { color-scheme: light; }
  body { font-size: 11pt; }
  .mark { position: static; }
  .scroll { overflow: visible; }
  figure, tr, .charts > * { break-inside: avoid; }
  details::details-content { content-visibility: visible; height: auto; }
  .shade0, .shade1, .shade2, .shade3, .shade4, h1 .state, .mark, .in-heading { print-color-adjust: exact; }
}
)css";
}

}  // namespace assay::report::html
