/**
 * Measures `mlops serve` and writes its sections of docs/benchmarks.md: `npm run bench:serve`, on Linux with two cores;
 * `bench/peers/install.sh mlserver go` first, and wrk from Debian. It builds dist/ and measures that.
 *
 * `--quick` takes two minutes instead of twenty and prints the sections only: the time is too short for figures to be
 * kept. `--soak` adds ten minutes under load.
 */
import {buildPackage} from '../scripts/bundle.js'
import {measureServing} from './serve-figures.js'
import {render, updatePage} from './page.js'

const [isQuick, isSoak] = ['--quick', '--soak'].map((flag) => process.argv.includes(flag))
await buildPackage()
const sections = await measureServing({isQuick: isQuick!, isSoak: isSoak!})
for (const section of sections) console.log(render(section))
if (!isQuick) updatePage(sections)
