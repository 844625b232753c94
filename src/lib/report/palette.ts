/**
 * Colours of charts by meaning, as CSS variables that the page sets for its light and its dark scheme. The classes are
 * told apart by readers with any colour vision: the hues are those of Okabe and Ito (2008), darkened or lightened
 * until they stand out from the background.
 */
export const ink = {
  text: 'var(--text)',
  muted: 'var(--muted)',
  line: 'var(--line)',
  neutral: 'var(--neutral)',
  bad: 'var(--bad)',
  positive: 'var(--positive)',
  negative: 'var(--negative)',
} as const

interface Scheme {
  readonly text: string
  readonly muted: string
  readonly line: string
  readonly background: string
  readonly surface: string
  readonly accent: string
  readonly neutral: string
  readonly good: string
  readonly warn: string
  readonly bad: string
  readonly positive: string
  readonly negative: string
  readonly groups: readonly string[]
}

export const lightScheme: Scheme = {
  text: '#1b1f24',
  muted: '#59636e',
  line: '#d8dee4',
  background: '#f6f8fa',
  surface: '#ffffff',
  accent: '#0b5cad',
  neutral: '#6b7a8c',
  good: '#1a7f4b',
  warn: '#8a5a00',
  bad: '#b3261e',
  positive: '#b8480a',
  negative: '#0068a8',
  groups: ['#0072b2', '#c44e00', '#00805c', '#a8518a', '#8a6d00', '#3f7cac', '#6b5fb5', '#59636e'],
}

export const darkScheme: Scheme = {
  text: '#e8ecf1',
  muted: '#9aa6b2',
  line: '#333c47',
  background: '#0f1318',
  surface: '#171c23',
  accent: '#79b8ff',
  neutral: '#8a98a8',
  good: '#4cc38a',
  warn: '#e0a93b',
  bad: '#ff8a80',
  positive: '#ff9d5c',
  negative: '#5cb8f5',
  groups: ['#56b4e9', '#ff9048', '#3ecf9a', '#e291c3', '#e3c94a', '#8fb8de', '#b0a6f5', '#9aa6b2'],
}

/** Colours of groups at most; the last one is for all the others together. */
export const GROUP_COLOURS = lightScheme.groups.length

/** Colour of a class, by its place in the order of the classes. */
export function groupColour(index: number): string {
  return `var(--group-${Math.min(index, GROUP_COLOURS - 1) + 1})`
}

/** The scheme as CSS declarations. */
export function declarations({groups, ...rest}: Scheme): string {
  const named = Object.entries(rest).map(([name, colour]) => `--${name}:${colour};`)
  const numbered = groups.map((colour, index) => `--group-${index + 1}:${colour};`)
  return [...named, ...numbered].join('')
}
