/** Room for one put of a number or a time, whatever its value. */
const roomForNumber = 40

/**
 * Text that is put together as bytes. Numbers stand in the shortest form that reads back the same. Whole numbers and
 * those of up to four decimals, which most are, are written digit by digit: finding the shortest decimal form of any
 * double takes 200 ns.
 */
export class LineBytes {
  length = 0
  private bytes: Uint8Array
  /** Of bytes that were taken and given back; one is enough where they are written one after the other. */
  private spare: Uint8Array | undefined

  constructor(private readonly capacity: number) {
    this.bytes = new Uint8Array(capacity)
  }

  /** What was put so far; begins anew. */
  take(): Uint8Array {
    const {bytes, length} = this
    this.length = 0
    if (2 * length < bytes.length) return bytes.slice(0, length)
    this.bytes = this.spare ?? new Uint8Array(this.capacity)
    this.spare = undefined
    return bytes.subarray(0, length)
  }

  /** Takes back what was taken, once nobody reads it any more: new memory for each would wait for the collector. */
  giveBack(bytes: Uint8Array): void {
    const {buffer, byteOffset} = bytes
    if (byteOffset === 0 && buffer.byteLength === this.capacity) this.spare = new Uint8Array(buffer)
  }

  putByte(byte: number): void {
    this.reserve(1)
    this.bytes[this.length++] = byte
  }

  putBytes(bytes: Uint8Array): void {
    this.reserve(bytes.length)
    // For so few bytes, calling set() costs more than copying.
    const to = this.bytes
    let {length} = this
    for (let index = 0; index < bytes.length; index++) to[length++] = bytes[index]!
    this.length = length
  }

  /** As a JSON string, quoted. */
  putText(text: string): void {
    this.reserve(text.length + 2)
    const to = this.bytes
    let {length} = this
    to[length++] = 0x22
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index)
      if (code < 0x20 || code > 0x7e || code === 0x22 || code === 0x5c) {
        this.putBytes(Buffer.from(JSON.stringify(text)))
        return
      }
      to[length++] = code
    }
    to[length++] = 0x22
    this.length = length
  }

  /** null where JSON has no such number. */
  putNumber(value: number): void {
    this.reserve(roomForNumber)
    const scaled = Math.round(value * 1e4)
    if (scaled / 1e4 !== value || Math.abs(scaled) >= 2 ** 50) {
      this.putAscii(Number.isFinite(value) ? String(value) : 'null')
      return
    }
    if (value < 0) this.bytes[this.length++] = 0x2d
    const size = Math.abs(scaled)
    const whole = Math.floor(size / 1e4)
    this.putWhole(whole)
    this.putDecimals(size - whole * 1e4, 4)
  }

  /** A 32-bit float of 0 to 1, in 8 decimals, in 12, or in as many as it takes. */
  putProbability(value: number): void {
    this.reserve(roomForNumber)
    const eight = Math.round(value * 1e8)
    const twelve = Math.round(value * 1e12)
    if (!(value >= 0 && value < 1)) this.putNumber(value)
    // Close to 1 it may round up to a 1 that has no decimals.
    else if (eight < 1e8 && Math.fround(eight / 1e8) === value) this.putFraction(eight, 8)
    else if (twelve < 1e12 && Math.fround(twelve / 1e12) === value) this.putFraction(twelve, 12)
    else this.putAscii(String(value))
  }

  /** ISO 8601, UTC. Rows of the same second share all but the milliseconds. */
  putTime(time: number): void {
    const second = Math.floor(time / 1000)
    if (second !== this.lastSecond) {
      this.lastPrefix = Buffer.from(new Date(second * 1000).toISOString().slice(0, -4))
      this.lastSecond = second
    }
    this.putBytes(this.lastPrefix)
    this.reserve(4)
    this.putDigits(Math.floor(time - second * 1000), 3)
    this.bytes[this.length++] = 0x5a
  }

  private lastSecond = NaN
  private lastPrefix: Uint8Array = new Uint8Array(0)

  private putAscii(text: string): void {
    for (let index = 0; index < text.length; index++) this.bytes[this.length++] = text.charCodeAt(index)
  }

  private putFraction(value: number, digits: number): void {
    this.bytes[this.length++] = 0x30
    this.putDecimals(value, digits)
  }

  /** A point and so many digits, without the zeros at the end; nothing for 0. */
  private putDecimals(value: number, digits: number): void {
    if (value === 0) return
    this.bytes[this.length++] = 0x2e
    this.putDigits(value, digits)
    while (this.bytes[this.length - 1] === 0x30) this.length--
  }

  private putWhole(value: number): void {
    let digits = 1
    for (let bound = 10; bound <= value; bound *= 10) digits++
    this.putDigits(value, digits)
  }

  /** Exactly so many digits. */
  private putDigits(value: number, digits: number): void {
    let left = value
    let place = this.length + digits
    this.length = place
    // Division of 32-bit integers takes a fraction of the time.
    while (left > 0x7fffffff) {
      const next = Math.floor(left / 10)
      this.bytes[--place] = 0x30 + (left - next * 10)
      left = next
    }
    const start = this.length - digits
    for (let small = left | 0; place > start;) {
      const next = (small / 10) | 0
      this.bytes[--place] = 0x30 + (small - next * 10)
      small = next
    }
  }

  private reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return
    const larger = new Uint8Array(2 * (this.length + more))
    larger.set(this.bytes.subarray(0, this.length))
    this.bytes = larger
  }
}
