import {runProgram} from './lib/terminal/process.js'
import {runCli} from './cli.js'

void runProgram(() => runCli(process.argv.slice(2)))
