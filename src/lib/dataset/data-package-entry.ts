import {MlopsError} from '../errors.js'
import {nearestName} from './nearest-name.js'

/** A value inside a JSON document that knows where it stands, so that every complaint names the entry. */
export class Entry {
  constructor(
    readonly value: unknown,
    /** The document, for messages. */
    readonly file: string,
    /** Path inside the document, as `resources[0].schema.fields[2].type`; '' for the document itself. */
    readonly path = '',
  ) {}

  get exists(): boolean {
    return this.value !== undefined
  }

  get(key: string): Entry {
    const value = isRecord(this.value) && Object.hasOwn(this.value, key) ? this.value[key] : undefined
    return new Entry(value, this.file, this.path === '' ? key : `${this.path}.${key}`)
  }

  object(): this {
    return isRecord(this.value) ? this : this.fail('expected an object')
  }

  keys(): readonly string[] {
    return isRecord(this.value) ? Object.keys(this.value) : this.fail('expected an object')
  }

  items(): readonly Entry[] {
    if (!Array.isArray(this.value)) return this.fail('expected a list')
    return this.value.map((value: unknown, index) => new Entry(value, this.file, `${this.path}[${index}]`))
  }

  text(): string {
    return typeof this.value === 'string' ? this.value : this.fail('expected a text')
  }

  name(): string {
    return typeof this.value === 'string' && this.value.trim() !== '' ? this.value : this.fail('expected a name')
  }

  number(): number {
    return typeof this.value === 'number' ? this.value : this.fail('expected a number')
  }

  oneOf<T extends string>(allowed: readonly T[]): T {
    const value = this.value
    const found = allowed.find((each) => each === value)
    return found ?? this.fail(`expected ${allowed.length === 1 ? '' : 'one of '}${allowed.join(', ')}`, allowed)
  }

  /** What `read` makes of the entry; undefined when there is none. */
  optional<T>(read: (entry: Entry) => T): T | undefined {
    return this.exists ? read(this) : undefined
  }

  /** Complains about any key that is not known. */
  allowOnly(known: readonly string[]): void {
    for (const key of this.keys()) if (!known.includes(key)) this.failUnknown(key, known)
  }

  /** Complains about a key that looks like a misspelling of a known one; other own keys are the author's right. */
  allowOthersThan(known: readonly string[]): void {
    for (const key of this.keys()) {
      if (!known.includes(key) && nearestName(key, known) !== undefined) this.failUnknown(key, known)
    }
  }

  /** @param candidates - what the value may be a misspelling of */
  fail(expectation: string, candidates: readonly string[] = []): never {
    const nearest = typeof this.value === 'string' ? nearestName(this.value, candidates) : undefined
    const state = this.exists ? `is ${shorten(JSON.stringify(this.value))}` : 'is missing'
    const end = nearest === undefined ? (expectation.endsWith('?') ? '' : '.') : `; did you mean "${nearest}"?`
    throw new MlopsError('SCHEMA_INVALID', {
      message: `${this.file}: ${this.path === '' ? 'the document' : this.path} ${state}, ${expectation}${end}`,
      details: {file: this.file, path: this.path},
    })
  }

  private failUnknown(key: string, known: readonly string[]): never {
    const nearest = nearestName(key, known)
    const {path} = this.get(key)
    throw new MlopsError('SCHEMA_INVALID', {
      message:
        `${this.file}: ${path} is not a known entry; ` +
        (nearest === undefined ? `the known ones here are ${known.join(', ')}.` : `did you mean "${nearest}"?`),
      details: {file: this.file, path},
    })
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function shorten(text: string): string {
  return text.length <= 60 ? text : text.slice(0, 59) + '…'
}
