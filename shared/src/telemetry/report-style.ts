import { SERIES_STYLE } from './series-colours.js';

/** The report's look: one column of reading width, figures in a row, light or dark as the reader's system is. */
export const REPORT_STYLE = `
:root{color-scheme:light dark;--paper:light-dark(#faf9f6,#161715);--raised:light-dark(#fff,#1e1f1d);--ink:light-dark(#1d1c1a,#ebe9e3);
--ink-soft:light-dark(#59564f,#b0ada4);--ink-faint:light-dark(#716d64,#8f8c84);--rule:light-dark(#e3e0d8,#30312e);
--rule-strong:light-dark(#c9c5ba,#474844);--accent:light-dark(#14705f,#62c7b0);--accent-wash:light-dark(#e6f0ec,#1c2f2a);
--chart-soft:light-dark(#b9a06c,#8d7c58);${SERIES_STYLE};--sans:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',sans-serif;
--serif:'Iowan Old Style','Palatino Linotype',Palatino,'Source Serif 4',Georgia,serif;
--mono:ui-monospace,'SF Mono','Cascadia Mono',Menlo,'DejaVu Sans Mono',monospace}
*,*::before,*::after{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:400 1rem/1.5 var(--sans);font-variant-numeric:tabular-nums}
main{max-width:68rem;margin:0 auto;padding:clamp(1.5rem,5vw,4rem) clamp(1rem,4vw,2.5rem) 4rem}
h1,h2,h3,p,dl,dd,figure,pre,table{margin:0}
header p.kind{margin-bottom:.45rem;color:var(--ink-faint);font-size:.875rem}
h1{font:400 clamp(2rem,1.4rem + 2.4vw,3rem)/1.12 var(--serif);letter-spacing:-.015em;text-wrap:balance;overflow-wrap:anywhere}
header p.lead{margin-top:.9rem;max-width:46rem;color:var(--ink-soft);font-size:1.125rem;text-wrap:pretty}
section{margin-top:3.25rem}
h2{font:400 1.5rem/1.25 var(--serif);letter-spacing:-.01em}
h3{margin-top:1.75rem;font-weight:600;font-size:1rem}
h2+p,.note{margin-top:.35rem;max-width:46rem;color:var(--ink-soft)}
dl.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));margin-top:2.25rem;border-top:1px solid var(--rule-strong)}
dl.figures div{padding:1rem 1.25rem 1rem 0;border-bottom:1px solid var(--rule)}
dl.figures dt{color:var(--ink-soft);font-size:.875rem}
dl.figures dd.figure{font:400 1.85rem/1.25 var(--serif);letter-spacing:-.01em;white-space:nowrap}
dl.figures dd.first{color:var(--accent)}
dl.figures dd.aside{color:var(--ink-faint);font-size:.875rem}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(26rem,100%),1fr));gap:2.25rem 2.5rem;margin-top:1.5rem}
figcaption{margin-bottom:.75rem;font-weight:600}
figure.wide{grid-column:1/-1}
.narrow{display:none}
@media(max-width:44rem){.broad{display:none}.narrow{display:block}}
td:has(.swatch){white-space:nowrap}
svg.swatch{margin-right:.6rem;vertical-align:-.02em}
td small{color:var(--ink-faint);font-size:.8125rem}
.scroll{overflow-x:auto;margin-top:1.1rem}
table{width:100%;border-collapse:collapse;font-size:.9375rem}
th{padding:.4rem 1rem .4rem 0;border-bottom:1px solid var(--rule-strong);color:var(--ink-soft);font-weight:500;text-align:left;vertical-align:bottom;white-space:nowrap}
td{padding:.32rem 1rem .32rem 0;border-bottom:1px solid var(--rule)}
th:last-child,td:last-child{padding-right:0}
.number{text-align:right;white-space:nowrap}
tr.strong td{border-top:1px solid var(--rule-strong);font-weight:600}
tr.mark td{background:var(--accent-wash)}
table.settings{max-width:46rem}
table.settings td:first-child{width:45%;color:var(--ink-soft)}
table.settings td:last-child{font-family:var(--mono);font-size:.8125rem;overflow-wrap:anywhere}
pre{margin-top:1.1rem;padding:.9rem 1.1rem;overflow-x:auto;border:1px solid var(--rule);border-radius:6px;background:var(--raised);font:.8125rem/1.6 var(--mono);white-space:pre-wrap;overflow-wrap:anywhere}
ul.notes{margin:1rem 0 0;padding-left:1.1rem;max-width:46rem;color:var(--ink-soft)}
ul.notes li+li{margin-top:.35rem}
p.arithmetic{margin-top:1.1rem;max-width:46rem;color:var(--ink-soft)}
footer{margin-top:4rem;padding-top:1rem;border-top:1px solid var(--rule);color:var(--ink-faint);font-size:.875rem}
@media print{main{max-width:none;padding:0}section{break-inside:avoid-page}body{background:#fff}}
`;
