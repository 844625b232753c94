import type {MonitoredReference, WindowDrift} from './window-comparison.js'
import type {WindowSnapshot} from './row-window.js'

/** To the thread that compares. */
export type WindowRequest =
  | {readonly kind: 'load'; readonly key: string; readonly reference: MonitoredReference}
  | {readonly kind: 'compare'; readonly key: string; readonly window: WindowSnapshot}
  | {readonly kind: 'forget'; readonly key: string}

/** From it: one for each 'compare', in order. */
export type WindowResponse =
  | {readonly kind: 'compared'; readonly key: string; readonly seconds: number; readonly result: WindowDrift}
  | {readonly kind: 'failed'; readonly key: string; readonly message: string}
