/**
 * Sends requests at a constant rate and measures from the moment when each was due, so that those that wait behind a
 * slow answer count with their wait. A process of its own: see `pace` in serve-load.ts.
 */
import {once} from 'node:events'
import {connect, type Socket} from 'node:net'
import {setTimeout as sleep} from 'node:timers/promises'

interface Paced {
  readonly port: number
  readonly path: string
  readonly bodies: readonly string[]
  readonly connections: number
  readonly rate: number
  readonly seconds: number
}

/** What is answered before is not counted. */
const warmUpSeconds = 1

const {port, path, bodies, connections, rate, seconds} = JSON.parse(process.argv[2]!) as Paced
const requests = bodies.map(
  (body) =>
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
)
const free: Socket[] = []
/** When the request was due that a connection is busy with. */
const dueOf = new Map<Socket, number>()
const waiting: number[] = []
const latencies: number[] = []
let sent = 0
let countFrom = Infinity

function send(socket: Socket, due: number): void {
  dueOf.set(socket, due)
  socket.write(requests[sent++ % requests.length]!)
}

function answered(socket: Socket, text: string): void {
  if (!text.startsWith('HTTP/1.1 200')) throw new Error(`The server answers ${text.slice(0, 80)}`)
  const due = dueOf.get(socket)!
  if (due >= countFrom) latencies.push(performance.now() - due)
  const next = waiting.shift()
  if (next === undefined) free.push(socket)
  else send(socket, next)
}

async function open(): Promise<void> {
  const socket = connect(port, '127.0.0.1').setNoDelay()
  await once(socket, 'connect')
  let received = ''
  socket.setEncoding('latin1').on('data', (part: string) => {
    received += part
    const end = received.indexOf('\r\n\r\n')
    if (end === -1) return
    const length = Number(/content-length: (\d+)/i.exec(received)![1])
    if (received.length < end + 4 + length) return
    const text = received
    received = ''
    answered(socket, text)
  })
  free.push(socket)
}

await Promise.all(Array.from({length: connections}, open))
const started = performance.now()
countFrom = started + warmUpSeconds * 1_000
const all = Math.round((seconds + warmUpSeconds) * rate)
for (let index = 0; index < all;) {
  // The timer gives away the processor between two moments: the server's other thread may want it.
  await sleep(1)
  for (; index < all && started + (index * 1_000) / rate <= performance.now(); index++) {
    // In turn: the server closes a connection that never asks.
    const socket = free.shift()
    if (socket === undefined) waiting.push(started + (index * 1_000) / rate)
    else send(socket, performance.now())
  }
}
await sleep(500)
const sorted = Float64Array.from(latencies).sort()
const quantile = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1]!
console.log(JSON.stringify({requests: sorted.length, p50Ms: quantile(0.5), p99Ms: quantile(0.99)}))
process.exit(0)
