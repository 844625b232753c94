/** What the live page adds to the style of pages on drift. */
export const liveStyle = `
.bar{display:flex;flex-wrap:wrap;gap:.4rem .9rem;align-items:center;margin:1rem 0 0;font-size:.875rem;color:var(--muted)}
.bar button{min-height:2rem;padding:.15rem .7rem;font-size:.8125rem}
.bar .dot-live{display:inline-block;width:.6rem;height:.6rem;margin-right:.4rem;border-radius:50%;background:var(--muted)}
.bar.live .dot-live{background:var(--good)}
.bar.lost .dot-live{background:var(--bad)}
#part-datasets nav{display:flex;flex-wrap:wrap;gap:.3rem .9rem;margin:1rem 0 0;border:0;padding:0}
#part-datasets [aria-current]{color:var(--text);font-weight:600;text-decoration:none}
main>div:first-child section{margin-top:1.2rem}
#state .figures{grid-template-columns:repeat(auto-fit,minmax(min(100%,8.6rem),1fr))}
@media (max-width:46rem){#state .figures b{font-size:1.4rem}}
.figures b time{white-space:nowrap}
.fillbar{display:block;width:100%;max-width:11rem;height:.4rem;margin-top:.35rem;border-radius:2px}
.notes{margin-top:.9rem}
.more{margin-top:1rem}
.counts{margin-top:1rem}
.counts h3{margin-bottom:.5rem;font-size:.95rem}
table.live thead th span{width:auto}
table.live thead th.named span:not(.hidden){width:1.1rem;margin:0}
table.live thead th.side:last-child,table.live td.side{padding-left:1.3rem}
.heat th .hidden{position:absolute}
.s-none{min-width:1.1rem;height:1.35rem}
table.live td.side{vertical-align:middle}
`.trim()
