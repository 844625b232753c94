/** Texts longer than this are kept by their beginning: what a client may send must not fill the memory. */
const LONGEST_TEXT = 256

/**
 * A code for each category of a column. Known categories keep theirs for ever; one that is unknown has a code for as long
 * as a row of the window holds it, so that memory is bounded by the window however many different texts come by.
 */
export class CategoryCodes {
  private readonly codes = new Map<string, number>()
  private readonly texts: string[] = []
  /** Rows that hold a code; of known categories it is not counted. */
  private readonly holders: number[] = []
  private readonly freed: number[] = []
  readonly known: number

  constructor(known: readonly string[]) {
    this.known = known.length
    for (const text of known) {
      this.codes.set(text, this.texts.length)
      this.texts.push(text)
    }
  }

  /** The code of a text, held by one row more. */
  take(text: string): number {
    const kept = text.length > LONGEST_TEXT ? beginningOf(text) : text
    const code = this.codes.get(kept) ?? this.add(kept)
    if (code >= this.known) this.holders[code - this.known]! += 1
    return code
  }

  /** One row less holds the code. */
  release(code: number): void {
    if (code < this.known) return
    const place = code - this.known
    this.holders[place]! -= 1
    if (this.holders[place] !== 0) return
    this.codes.delete(this.texts[code]!)
    this.texts[code] = ''
    this.freed.push(code)
  }

  /** Text of each code; empty for codes that no row holds. */
  categories(): readonly string[] {
    return [...this.texts]
  }

  private add(text: string): number {
    const code = this.freed.pop() ?? this.texts.length
    this.codes.set(text, code)
    this.texts[code] = text
    this.holders[code - this.known] = 0
    return code
  }
}

/** A copy: a slice would keep the whole text alive. */
function beginningOf(text: string): string {
  return Buffer.from(text.slice(0, LONGEST_TEXT)).toString()
}
