/** Room for one put of a number, whatever its value. */
const roomForNumber = 40

/** A rush is forgotten after a dozen takes without one. */
const SLOWLY = 0.9

/** From here on, calling set() costs less than copying byte by byte. */
const longBytes = 24

/**
 * JSON that is put together as bytes in UTF-8, several times as fast as JSON.stringify makes it. Numbers stand in the
 * shortest form that reads back the same. Whole numbers and those of up to four decimals, which most are, are written
 * digit by digit: finding the shortest decimal form of any double takes 200 ns.
 */
export class JsonBytes {
  length = 0
  private bytes: Uint8Array
  /** Of bytes that were taken and given back; one is enough where they are written one after the other. */
  private spare: Uint8Array | undefined
  /** Most bytes that were taken at once; the longer ago, the less it counts. */
  private usual = 0

  /** @param capacity - bytes of memory at first; it grows with what is put */
  constructor(private readonly capacity: number) {
    this.bytes = new Uint8Array(capacity)
  }

  /** What was put so far; begins anew, in other memory. */
  take(): Uint8Array {
    const {bytes, length} = this
    this.usual = Math.max(length, SLOWLY * this.usual)
    this.bytes = this.spare ?? new Uint8Array(this.capacity)
    this.spare = undefined
    this.length = 0
    return bytes.subarray(0, length)
  }

  /** Bytes of memory that it holds. */
  get memory(): number {
    return this.bytes.length
  }

  /** What was put so far, in the same memory. */
  view(): Buffer {
    return Buffer.from(this.bytes.buffer, 0, this.length)
  }

  /** The same as text. */
  takeText(): string {
    const text = this.view().toString()
    this.length = 0
    return text
  }

  /**
   * Takes back what was taken, once nobody reads it any more: megabytes of new memory for each would keep V8 collecting.
   * What grew in a rush that is over is not taken.
   */
  giveBack({buffer}: Uint8Array): void {
    if (buffer.byteLength <= Math.max(2 * this.capacity, 4 * this.usual)) this.spare = new Uint8Array(buffer)
  }

  putByte(byte: number): void {
    this.reserve(1)
    this.bytes[this.length++] = byte
  }

  putBytes(bytes: Uint8Array): void {
    this.reserve(bytes.length)
    const to = this.bytes
    let {length} = this
    if (bytes.length >= longBytes) {
      to.set(bytes, length)
      this.length = length + bytes.length
      return
    }
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
    if (!Number.isFinite(value)) {
      this.putAscii('null')
      return
    }
    if (value < 0) {
      this.bytes[this.length++] = 0x2d
      value = -value
    }
    const hundredths = Math.round(value * 100)
    if (hundredths <= 0x7fffffff && hundredths / 100 === value) {
      const whole = (hundredths / 100) | 0
      this.putWhole(whole)
      this.putDecimals(hundredths - whole * 100, 2)
      return
    }
    const scaled = Math.round(value * 1e4)
    if (scaled / 1e4 !== value || scaled >= 2 ** 50) {
      this.putAscii(String(value))
      return
    }
    const whole = Math.floor(scaled / 1e4)
    this.putWhole(whole)
    this.putDecimals(scaled - whole * 1e4, 4)
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

  /** A number of 0 to 1 in six decimals. */
  putMillionths(value: number): void {
    this.reserve(roomForNumber)
    const millionths = Math.round(value * 1e6)
    if (millionths === 0 || millionths === 1e6) {
      this.bytes[this.length++] = millionths === 0 ? 0x30 : 0x31
      return
    }
    this.bytes[this.length++] = 0x30
    this.bytes[this.length++] = 0x2e
    this.putDigits(millionths, 6)
  }

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
