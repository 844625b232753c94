import type {CompletedFlag, CompletionModel, Offer} from './completion-model.js'

/** A completion script for fish. */
export function fishScript({program, commands, topics}: CompletionModel): string {
  const at = (words: string): string => `-n '__${program}_at${words === '' ? '' : ` ${words}`}'`
  const ids = [...commands.map(({words}) => words.join(' ')), ...topics.map(({typed}) => typed)]
  const known = [...new Set(ids)]
    .filter((id) => id !== '')
    .map(quote)
    .join(' ')
  return [
    `# ${program} completion for fish. Keep it with: ${program} completion fish > ~/.config/fish/completions/${program}.fish`,
    `function __${program}_at`,
    `  set -l typed (commandline -opc)`,
    `  set -l command`,
    `  for word in $typed[2..-1]`,
    `    contains -- (string join ' ' -- $command $word) ${known}; or break`,
    `    set -a command $word`,
    `  end`,
    `  test "$command" = "$argv"`,
    `end`,
    `complete -c ${program} -f`,
    ...topics.flatMap(({typed, next}) =>
      next.map(({word, summary}) => `complete -c ${program} ${at(typed)} -a ${word} -d ${quote(summary)}`),
    ),
    ...commands.flatMap(({words, flags, args}) => [
      ...flags.map((flag) => `complete -c ${program} ${at(words.join(' '))} ${flagOptions(flag)}`),
      ...args.map(({offer}) => `complete -c ${program} ${at(words.join(' '))}${action(offer)}`),
    ]),
  ].join('\n')
}

function flagOptions({name, char, summary, offer}: CompletedFlag): string {
  const short = char === undefined ? '' : ` -s ${char}`
  const value = offer === undefined ? '' : `${offer.kind === 'file' ? ' -r' : ' -x'}${action(offer)}`
  return `-l ${name}${short}${value} -d ${quote(summary)}`
}

function action(offer: Offer): string {
  switch (offer.kind) {
    case 'values':
      return ` -a ${quote(offer.values.join(' '))}`
    case 'file':
      return ' -F'
    case 'folder':
      return " -a '(__fish_complete_directories)'"
    case 'nothing':
      return ''
  }
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", `\\'`)}'`
}
