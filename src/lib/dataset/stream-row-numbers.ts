/** Says which row of the file a kept row is, while rows are left out between them. Memory grows with what is left out. */
export class RowNumbers {
  /** Rows of the file so far, blank lines not counted. */
  private seen = 0
  /** Kept rows since the last `take`. */
  private kept = 0
  /** Runs of rows that follow each other in the file: place of the first among the kept ones, and its number. */
  private starts: number[] = []
  private numbers: number[] = []

  /**
   * Some more rows of the file.
   *
   * @param regular - rows with the right number of fields
   * @param malformed - places of the others among all of these rows, ascending
   * @param bad - places of bad rows among the regular ones
   */
  add(regular: number, malformed: readonly number[], bad: ReadonlySet<number>): void {
    const rows = regular + malformed.length
    if (rows === regular && bad.size === 0) {
      this.run(rows)
      return
    }
    const isMalformed = new Set(malformed)
    let place = 0
    let length = 0
    for (let row = 0; row < rows; row++) {
      if (!isMalformed.has(row) && !bad.has(place++)) {
        length++
        continue
      }
      this.run(length)
      this.seen++
      length = 0
    }
    this.run(length)
  }

  /** For the rows kept since the last call: place of a row among them -> its number in the file, 1 being the first. */
  take(): (row: number) => number {
    const {starts, numbers} = this
    this.starts = []
    this.numbers = []
    this.kept = 0
    return (row) => {
      let low = 0
      let high = starts.length - 1
      while (low < high) {
        const middle = Math.ceil((low + high) / 2)
        if (starts[middle]! <= row) low = middle
        else high = middle - 1
      }
      return numbers[low]! + row - starts[low]!
    }
  }

  private run(length: number): void {
    if (length === 0) return
    const last = this.starts.length - 1
    const continues = last >= 0 && this.numbers[last]! + this.kept - this.starts[last]! === this.seen + 1
    if (!continues) {
      this.starts.push(this.kept)
      this.numbers.push(this.seen + 1)
    }
    this.kept += length
    this.seen += length
  }
}
