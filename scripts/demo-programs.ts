import {spawn, type ChildProcess} from 'node:child_process'

/** What the demo runs: the built program, each time in a process of its own, and none of them longer than the demo. */
export class Programs {
  private readonly running = new Set<ChildProcess>()
  private isEnding = false

  /** @param defaults - flags that every command gets */
  constructor(private readonly defaults: readonly string[]) {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => void this.end().then(() => process.exit(signal === 'SIGINT' ? 130 : 1)))
    }
  }

  /** Runs a command and reads its answer. A failed gate (exit 3) is an answer too. */
  async ask(words: readonly string[]): Promise<unknown> {
    const child = this.spawn([...words, ...this.defaults, '--json'], 'pipe')
    let answer = ''
    child.stdout!.setEncoding('utf8').on('data', (text: string) => (answer += text))
    const code = await ended(child)
    if (code === 0 || code === 3) return JSON.parse(answer)
    return this.fail(answer, code)
  }

  /** Runs a command that tells its story itself. */
  async show(words: readonly string[]): Promise<void> {
    const code = await ended(this.spawn(words, 'inherit'))
    if (code !== 0) await this.fail('', code)
  }

  /** Starts a command that goes on, and answers what it says once it is ready. */
  async start(words: readonly string[]): Promise<string> {
    const child = this.spawn([...words, ...this.defaults], 'pipe')
    let said = ''
    return new Promise((ready) => {
      child.stdout!.setEncoding('utf8').on('data', (text: string) => {
        said += text
        if (said.includes('Ctrl-C ends it')) ready(said)
      })
      child.once('close', (code) => void (this.isEnding ? undefined : this.fail(said, code)))
    })
  }

  /** Ends what still runs, and waits for it. */
  async end(): Promise<void> {
    this.isEnding = true
    const ends = [...this.running].map((child) => {
      child.kill('SIGTERM')
      return ended(child)
    })
    await Promise.all(ends)
  }

  private spawn(words: readonly string[], stdout: 'pipe' | 'inherit'): ChildProcess {
    const child = spawn(process.execPath, ['bin/run.js', ...words], {stdio: ['ignore', stdout, 'inherit']})
    this.running.add(child)
    child.once('close', () => this.running.delete(child))
    return child
  }

  private async fail(said: string, code: number | null): Promise<never> {
    // Told to end meanwhile: whoever said so goes on from here.
    if (this.isEnding) return new Promise<never>(() => undefined)
    console.error(said)
    await this.end()
    // Also of one that should have gone on, and ended well.
    process.exit(code === null || code === 0 ? 1 : code)
  }
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('close', resolve))
}
