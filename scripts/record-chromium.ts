import {existsSync} from 'node:fs'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Where Chromium is: `CHROMIUM` names it, else it is looked for; undefined when there is none. */
export function findChromium(): string | undefined {
  return process.env['CHROMIUM'] ?? places.find((path) => existsSync(path))
}
