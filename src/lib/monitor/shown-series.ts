/** A series in the text that a server shows to Prometheus. */
export interface ShownSeries {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  /** Length of name and labels as they are written. */
  readonly characters: number
}

/** Every series of a text of metrics; a histogram by its parts. */
export function shownSeries(text: string): readonly ShownSeries[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [written, name, labels = ''] = /^([a-zA-Z_:][\w:]*)(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\})?/.exec(line)!
      return {
        ...{name: name!, characters: written.length},
        labels: Object.fromEntries(
          Array.from(labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g), ([, label, value]) => [label!, value!]),
        ),
      }
    })
}

/** How many different values some labels have together, among the series of a name. */
export function countDistinct(series: readonly ShownSeries[], name: string, labels: readonly string[]): number {
  const all = series.filter((each) => each.name === name)
  return new Set(all.map((each) => JSON.stringify(labels.map((label) => each.labels[label])))).size
}
