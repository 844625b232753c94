/** What the page of the form adds to the style of pages. */
export const clientStyle = `
.try{display:grid;grid-template-columns:minmax(0,1.15fr) minmax(0,1fr);gap:1.25rem;align-items:start;margin-top:1.6rem}
.try>*{margin-top:0;min-width:0}
@media (max-width:56rem){.try{grid-template-columns:minmax(0,1fr)}}
@media (min-width:56.01rem){#answer{position:sticky;top:1rem}}
form{display:grid;gap:1rem}
.fields{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,15rem),1fr));gap:1rem 1.25rem;align-items:start}
.field{display:grid;grid-template-columns:1fr auto;gap:.15rem .6rem;align-items:baseline;min-width:0}
.field label{font-weight:600}
.field input,.field select,.field p{grid-column:1/-1}
.field p{margin:0}
input,select{font:inherit;width:100%;min-height:2.6rem;padding:.35rem .65rem;color:var(--text);
background:var(--background);border:1px solid var(--muted);border-radius:8px;font-variant-numeric:tabular-nums}
input[aria-invalid=true],select[aria-invalid=true]{border-color:var(--bad);box-shadow:0 0 0 1px var(--bad)}
.field.outside input{border-color:var(--warn);box-shadow:0 0 0 1px var(--warn)}
.note{color:var(--warn);font-weight:600}
.error{color:var(--bad);font-weight:600}
.examples,.submit{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center}
.submit{justify-content:space-between}
.submit .primary{min-width:9rem}
#said{margin:0}
.category{margin:.1rem 0 0;font-size:2.1rem;font-weight:700;line-height:1.15;letter-spacing:-.02em}
.by{display:inline-block;margin:0 0 .2rem;padding:.05rem .6rem;border:1px solid currentColor;border-radius:99px;
font-size:.8125rem;font-weight:600}
.by.model{color:var(--good)}.by.baseline{color:var(--warn)}
#why{margin:.5rem 0 1rem}
.bars{list-style:none;margin:.6rem 0 0;padding:0;display:grid;grid-template-columns:max-content minmax(0,1fr) 4.2rem;
gap:.55rem .7rem}
.bars li{display:grid;grid-column:1/-1;grid-template-columns:subgrid;align-items:center}
.bars.many{grid-template-columns:minmax(0,1fr) 4.2rem}
.bars.many .track{grid-column:1/-1}
.bars .name{font-weight:600}
.bars .value{text-align:right;font-variant-numeric:tabular-nums}
.track{position:relative;display:block;height:1.05rem;background:color-mix(in srgb,var(--neutral) 16%,transparent);
border-radius:4px}
.fill{display:block;height:100%;width:0;min-width:2px;background:var(--neutral);border-radius:4px;transition:width .25s}
@media (prefers-reduced-motion:reduce){.fill{transition:none}}
li.most .fill{background:var(--group-1)}
.track .mark{position:absolute;top:-.2rem;bottom:-.2rem;border-left:2px dashed var(--bad)}
#facts{margin-top:1rem}
#answer details{margin-top:.8rem}
#answer h3{font-size:.95rem;color:var(--muted);font-weight:600}
.copied{display:flex;justify-content:space-between;align-items:end;gap:.5rem}
.copied button{min-height:2rem;padding:.15rem .6rem;font-size:.8125rem}
.trouble{margin:0;padding:.6rem .8rem;border:1px solid var(--bad);border-radius:8px;color:var(--bad)}
.questions{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:1rem}
.questions+details{margin-top:1rem}
.questions .panel p{font-size:.925rem}
`.trim()
