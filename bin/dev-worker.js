import {register} from 'tsx/esm/api'

// A thread of the program run from source: its file is the last word that it was started with.
register()
await import(process.argv.at(-1))
