import type {CompletedFlag, CompletionModel, Offer} from './completion-model.js'

/** A completion script for zsh: to be sourced after compinit, or to be put into a folder of $fpath as _mlops. */
export function zshScript({program, commands, topics}: CompletionModel): string {
  return `#compdef ${program}
# ${program} completion for zsh. Load it with: source <(${program} completion zsh)
_${program}() {
  local command="" index=2
  local -a next
  while (( index < CURRENT )); do
    case "\${command:+$command }\${words[index]}" in
      ${knownIds()}) command="\${command:+$command }\${words[index]}" ;;
      *) break ;;
    esac
    (( index++ ))
  done
  # _arguments counts from the last word of the command.
  words=("\${(@)words[index - 1,-1]}")
  (( CURRENT -= index - 2 ))
  case "$command" in
${topics.map(topicCase).join('\n')}
${commands.map(commandCase).join('\n')}
  esac
}
if [[ "\${funcstack[1]}" == "_${program}" ]]; then _${program} "$@"; else compdef _${program} ${program}; fi`

  function knownIds(): string {
    const ids = [...commands.map(({words}) => words.join(' ')), ...topics.map(({typed}) => typed)]
    return [...new Set(ids)]
      .filter((id) => id !== '')
      .map((id) => `"${id}"`)
      .join(' | ')
  }
}

function topicCase({typed, next}: CompletionModel['topics'][number]): string {
  const entries = next.map(({word, summary}) => quote(`${word}:${summary}`)).join(' ')
  return `    "${typed}") next=(${entries}); _describe command next ;;`
}

function commandCase({words, flags, args}: CompletionModel['commands'][number]): string {
  const specs = [
    ...flags.flatMap(flagSpecs),
    ...args.map(({name, offer}, index) => `${index + 1}:${name}:${action(offer)}`),
  ]
  return `    "${words.join(' ')}") _arguments -s ${specs.map(quote).join(' ')} ;;`
}

function flagSpecs({name, char, summary, offer}: CompletedFlag): string[] {
  const text = `[${summary.replaceAll(/[[\]]/g, '\\$&')}]`
  const value = offer === undefined ? '' : `:${name}:${action(offer)}`
  const long = offer === undefined ? `--${name}` : `--${name}=`
  return [`*${long}${text}${value}`, ...(char === undefined ? [] : [`*-${char}${text}${value}`])]
}

function action(offer: Offer): string {
  switch (offer.kind) {
    case 'values':
      return `(${offer.values.join(' ')})`
    case 'file':
      return '_files'
    case 'folder':
      return '_files -/'
    case 'nothing':
      return ' '
  }
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
