import {spawn, type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import {createServer, type AddressInfo} from 'node:net'
import type {CommandRun} from './record-run.js'

/** Ports that README.md names, and those that stand for them here: its own may be taken. */
export class Ports {
  private constructor(
    readonly predictor: number,
    readonly metrics: number,
  ) {}

  static async free(): Promise<Ports> {
    const [predictor, metrics] = [createServer().listen(0), createServer().listen(0)]
    await Promise.all([once(predictor, 'listening'), once(metrics, 'listening')])
    const ports = [predictor, metrics].map((server) => (server.address() as AddressInfo).port)
    await Promise.all([predictor, metrics].map((server) => once(server.close(), 'close')))
    return new Ports(ports[0]!, ports[1]!)
  }

  /** Lines of a shell script that give mlops these ports in place of its defaults. */
  get asDefaults(): string {
    const url = 'http://127.0.0.1'
    return `case "$1" in
serve) set -- "$@" --port ${this.predictor} --metrics-port ${this.metrics} ;;
simulate) set -- "$@" --url ${url}:${this.predictor} --metrics-url ${url}:${this.metrics} ;;
esac`
  }

  into(command: string): string {
    return command
      .replaceAll('localhost:8080', `localhost:${this.predictor}`)
      .replaceAll('localhost:8085', `localhost:${this.metrics}`)
  }

  outOf(output: string): string {
    return output
      .replace(new RegExp(`(localhost|127\\.0\\.0\\.1):${this.predictor}\\b`, 'g'), '$1:8080')
      .replace(new RegExp(`(localhost|127\\.0\\.0\\.1):${this.metrics}\\b`, 'g'), '$1:8085')
  }
}

/** A terminal of its own for commands that go on: each until the next one, the last until all is done. */
export class Stage {
  private child: ChildProcess | undefined

  /** Starts a command, and waits until it says that Ctrl-C ends it, or ends. */
  async start(
    command: string,
    {cwd, env}: {readonly cwd: string; readonly env: NodeJS.ProcessEnv},
  ): Promise<CommandRun> {
    await this.end()
    const child = spawn('bash', ['-c', `exec ${command} 2> /dev/null`], {cwd, env, stdio: ['ignore', 'pipe', 'ignore']})
    this.child = child
    let output = ''
    return new Promise((done, fail) => {
      child.once('error', fail)
      child.once('close', (exitCode) => done({exitCode, output}))
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text
        if (output.includes('Ctrl-C ends it')) done({exitCode: 0, output})
      })
    })
  }

  async end(): Promise<void> {
    const {child} = this
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const closed = once(child, 'close')
    child.kill('SIGTERM')
    await closed
  }
}
