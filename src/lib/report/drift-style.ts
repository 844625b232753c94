/** What a page on drift adds to the style of every page: verdict, two looks of a distribution, shades of a heat map. */
export const driftStyle = `
.level{white-space:nowrap;font-weight:700}
.level.ok,.status.stable{color:var(--good)}.level.watch,.status.warning{color:var(--warn)}
.level.investigate,.level.retrain,.status.drift{color:var(--bad)}.status.not-tested{color:var(--muted)}
.status{white-space:nowrap;font-size:.875rem;font-weight:600}
.action{margin:0 0 1rem;font-size:1.02rem;max-width:48rem}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,13rem),1fr));gap:.9rem 1.5rem;margin:0;
padding:0;list-style:none}
.figures b{display:block;font-size:1.75rem;line-height:1.2;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
.figures span{font-size:.9rem;color:var(--muted)}
.reached{padding-left:1.1rem;margin:.4rem 0 1rem}.reached li{margin:.15rem 0}
.legend .area,.legend .line{width:1.3rem;border-radius:0}
.legend .area{background:color-mix(in srgb,var(--neutral) 38%,transparent)}
.legend .line{height:0;border-top:2px solid var(--group-1);vertical-align:.25rem}
svg .ref{fill:var(--neutral);fill-opacity:.34}
svg .cur{fill:none;stroke:var(--group-1);stroke-width:1.8;stroke-linejoin:round}
svg .curbar{fill:var(--group-1)}
svg .grid{stroke:var(--line);fill:none}
svg .band{fill:var(--neutral);fill-opacity:.2}
svg .middle{stroke:var(--neutral);fill:none;stroke-dasharray:3 3}
svg .limit{stroke:var(--bad);fill:none;stroke-dasharray:5 3}
svg .since{stroke:var(--muted);fill:none;stroke-dasharray:1 3}
svg .dot{stroke:var(--bad);stroke-width:1.4;fill:var(--bad)}
svg .dot.warning{stroke:var(--warn);fill:var(--surface)}
td.number+:not(.number),th.number+:not(.number){padding-left:1.2rem}
td.mini{padding-block:.1rem}
td.mini svg{display:block;width:8.1rem;height:auto}
table.wide-cells td{vertical-align:middle}
table.heat{border-collapse:separate;border-spacing:2px;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.heat th,.heat td{position:relative;border:0;padding:0}
.heat thead th{font-size:.75rem;font-weight:500;text-align:center;vertical-align:bottom;padding-bottom:.15rem}
.heat thead th.side{text-align:left;padding-left:.6rem}
.heat thead th span{display:block;width:1.1rem;margin:auto;overflow:visible;white-space:nowrap}
.heat thead th.up span{writing-mode:vertical-rl;transform:rotate(180deg);width:auto;max-height:9rem;overflow:hidden}
.heat tbody th{position:sticky;left:0;z-index:1;background:var(--surface);color:var(--text);font-weight:500;
padding-right:.6rem;max-width:13rem;overflow:hidden;text-overflow:ellipsis;text-align:left}
.heat td.side{padding-left:.6rem;white-space:nowrap}
.heat td.trend{color:var(--muted);min-width:9rem;max-width:16rem}
td[class^=s]{min-width:1.1rem;height:1.35rem;border-radius:3px;text-align:center;vertical-align:middle;
font-size:.75rem;font-weight:700;line-height:1;cursor:default}
.heat td.side,.heat td.since{border-radius:0;height:auto;text-align:left;font-size:.8125rem;font-weight:400;line-height:1.35}
.heat td span,.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.s0{background:repeating-linear-gradient(135deg,var(--line) 0 1px,transparent 1px 5px)}
.s1{background:color-mix(in srgb,var(--neutral) 14%,transparent)}
.s2{background:color-mix(in srgb,var(--warn) 30%,transparent)}
.s3{background:color-mix(in srgb,var(--bad) 30%,transparent)}
.s4{background:color-mix(in srgb,var(--bad) 58%,transparent)}
.s5{background:var(--bad);color:var(--surface)}
.s2::after{content:"!"}.s2::after{content:"!"/""}
.s3::after,.s4::after,.s5::after{content:"×"}.s3::after,.s4::after,.s5::after{content:"×"/""}
.legend i.shade{width:1.1rem;height:1.1rem;text-align:center;font-style:normal;font-weight:700;font-size:.75rem;
line-height:1.1rem;vertical-align:-.15rem;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.cards+p{margin-top:1.2rem}
.heat thead th.side:first-child{padding-left:0}
.plain{margin:0;padding-left:1.1rem}
svg .ref,svg .band,svg .curbar{print-color-adjust:exact;-webkit-print-color-adjust:exact}
@media print{.wide{display:block}.narrow{display:none}.scroll{overflow:visible}.panel{padding:.6rem .7rem}
h2,h3{break-after:avoid}tr,article{break-inside:avoid}
table.heat{border-spacing:1px}.heat td[class^=s]{min-width:0;height:1rem;font-size:.6rem}
.heat thead th,.heat thead th span{width:auto;font-size:.5rem}.heat tbody th{position:static;max-width:8.5rem;font-size:.7rem}
.heat td.side{padding-left:.35rem;font-size:.65rem}.heat td.trend{min-width:0}}
`.trim()
