import type {Reply} from './client.js'

/** What the server says is wrong: the sentence of its problem document, else the start of what it answered. */
export function messageOf({status, text}: Pick<Reply, 'status' | 'text'>): string {
  const {detail, title, error} = (parseJson(text) ?? {}) as Readonly<Record<string, unknown>>
  const sentence = [detail, error, title].find((each) => typeof each === 'string' && each !== '') as string | undefined
  return sentence ?? (text.trim() === '' ? `Status ${status}.` : text.trim().slice(0, 200))
}

/** Undefined for a text that is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
