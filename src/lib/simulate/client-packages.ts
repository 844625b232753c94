import Int32Histogram from 'hdr-histogram-js/dist/Int32Histogram.js'

/** The packages that only a client of a server needs: imported when one is made. */
export {default as Connection} from 'undici/lib/dispatcher/client.js'

/** Counts in plain typed arrays. The package's index would load its WebAssembly as well. */
export const Histogram = Int32Histogram.default
export type Histogram = InstanceType<typeof Int32Histogram.default>
