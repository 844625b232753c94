import {darkScheme, declarations, lightScheme} from './palette.js'

/** The style of every page: system fonts, one column of text, cards where there are many charts. */
export const pageStyle = `
:root{color-scheme:light dark;${declarations(lightScheme)}}
@media (prefers-color-scheme:dark){:root{${declarations(darkScheme)}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0 auto;max-width:74rem;padding:2.5rem 1.25rem 3rem;background:var(--background);color:var(--text);
font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Noto Sans",sans-serif;
overflow-wrap:anywhere}
h1{margin:0;font-size:1.9rem;line-height:1.2;letter-spacing:-.015em;text-wrap:balance}
h2{margin:0 0 1rem;font-size:1.3rem;line-height:1.3;letter-spacing:-.01em}
h3{margin:0;font-size:1.02rem;line-height:1.35}
p{margin:.5rem 0;max-width:44rem}
.lead{margin:.8rem 0 0;font-size:1.08rem;color:var(--text);max-width:48rem}
nav{display:flex;flex-wrap:wrap;gap:.35rem 1.1rem;margin-top:1.2rem;padding-top:.8rem;border-top:1px solid var(--line)}
a{color:var(--accent);text-decoration:none}
a:hover{text-decoration:underline}
a:focus-visible,summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:3px}
section{margin-top:2.6rem;scroll-margin-top:1rem}
code{font:.9em ui-monospace,"SF Mono",SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
.muted{color:var(--muted)}
.small{font-size:.875rem}
.panel{padding:1.1rem 1.25rem;background:var(--surface);border:1px solid var(--line);border-radius:10px}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,20.5rem),1fr));gap:1rem;align-items:start}
.card{display:flex;flex-direction:column;min-width:0}
.card header{display:flex;flex-wrap:wrap;align-items:baseline;gap:.15rem .6rem}
.card figure{margin-top:.7rem}
.card details{padding-top:.3rem}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:1rem;align-items:start}
.pair+.panel{margin-top:1rem}
figure{margin:0;min-width:0}
figure svg{display:block;width:100%;height:auto;overflow:visible}
figcaption{margin-top:.3rem;font-size:.875rem;color:var(--muted)}
.wide svg{max-width:56rem}
.narrow{display:none}
@media (max-width:46rem){.wide{display:none}.narrow{display:block}body{padding:1.5rem 1rem 2rem}h1{font-size:1.55rem}
.panel{padding:.9rem 1rem}}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1rem;margin:.2rem 0 .9rem;padding:0;list-style:none;font-size:.9rem}
.legend i{display:inline-block;width:.75rem;height:.75rem;margin-right:.4rem;border-radius:3px;vertical-align:-.06rem}
.badge{display:inline-block;padding:.05rem .5rem;border:1px solid currentColor;border-radius:99px;font-size:.75rem;
font-weight:600;line-height:1.5;letter-spacing:.01em}
.badge.problem{color:var(--bad)}.badge.warning{color:var(--warn)}.badge.note,.badge.role{color:var(--muted)}
.badge.role{font-weight:500}
.findings{margin:0;padding-block:.35rem;list-style:none}
.findings li+li{border-top:1px solid var(--line)}
.findings li{display:grid;grid-template-columns:5.6rem 1fr;gap:.2rem .8rem;align-items:start;
padding:.7rem 0}
.findings p{margin:0;max-width:52rem}
@media (max-width:46rem){.findings li{grid-template-columns:1fr}}
.facts{display:flex;flex-wrap:wrap;gap:.15rem 1rem;margin:.35rem 0 0;padding:0;list-style:none;font-size:.875rem;
color:var(--muted)}
.facts b{font-weight:600;color:var(--text);font-variant-numeric:tabular-nums}
details summary{cursor:pointer;font-size:.875rem;color:var(--accent)}
details[open] summary{margin-bottom:.5rem}
.scroll{overflow-x:auto;max-width:100%}
table{overflow-wrap:normal;border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums}
th,td{padding:.25rem .75rem .25rem 0;text-align:left;vertical-align:baseline;border-bottom:1px solid var(--line)}
th{font-weight:600;color:var(--muted);white-space:nowrap}
th.number,td.number{padding-left:.75rem;padding-right:0;text-align:right;white-space:nowrap}
dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.3rem 1.2rem;margin:0}
dt{font-weight:600}dd{margin:0;max-width:48rem}
@media (max-width:46rem){dl{grid-template-columns:1fr}dd{margin-bottom:.5rem}}
dl.compact{grid-template-columns:max-content 1fr}dl.compact dt{font-weight:400;color:var(--muted)}
dl.compact dd{margin:0;font-weight:600;font-variant-numeric:tabular-nums}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--line);font-size:.875rem;color:var(--muted)}
@media print{body{background:none;padding:0}.panel{break-inside:avoid}nav{display:none}}
`.trim()
