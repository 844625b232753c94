import type {Script} from 'node:vm'

export function compileBundle(file: string): {readonly script: Script; readonly run: () => void}
