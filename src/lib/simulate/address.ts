import {MlopsError} from '../errors.js'

/**
 * An address as a person gives it, checked.
 *
 * @param flag - names the flag in the error
 * @throws MlopsError `USAGE`
 */
export function parseAddress(text: string, flag: string): string {
  if (isAddress(text)) return text.replace(/\/+$/, '')
  const hint = !text.includes('://') && isAddress(`http://${text}`) ? ` Did you mean --${flag} http://${text}?` : ''
  throw new MlopsError('USAGE', {
    message: `--${flag} is ${JSON.stringify(text)}, expected an address such as http://127.0.0.1:8080.${hint}`,
  })
}

function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const {protocol, search, hash, username, password} = new URL(text)
  return ['http:', 'https:'].includes(protocol) && [search, hash, username, password].every((part) => part === '')
}
