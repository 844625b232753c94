import {MlopsError} from '../errors.js'

/**
 * An address as a person gives it, checked.
 *
 * @param flag - names the flag in the error
 * @throws MlopsError `USAGE`
 */
export function parseAddress(text: string, flag: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:'
  if (url !== undefined && isHttp && url.search === '' && url.hash === '' && url.username === '') {
    return text.replace(/\/+$/, '')
  }
  const hint = url === undefined || isHttp ? '' : ` Did you mean --${flag} http://${text}?`
  throw new MlopsError('USAGE', {
    message: `--${flag} is ${JSON.stringify(text)}, expected an address such as http://127.0.0.1:8080.${hint}`,
  })
}
