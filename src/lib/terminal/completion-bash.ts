import type {CompletionModel, Offer} from './completion-model.js'

/** A completion script for bash 3.2 and newer. */
export function bashScript({program, commands, topics}: CompletionModel): string {
  const ids = [...commands.map(({words}) => words.join(' ')), ...topics.map(({typed}) => typed)].filter(
    (id) => id !== '',
  )
  return `# ${program} completion for bash. Load it with: source <(${program} completion bash)
_${program}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}" command="" position=0 index
  # bash splits --flag=value at the "=".
  if [[ $current == "=" ]]; then current=""; elif [[ $previous == "=" ]]; then previous="\${COMP_WORDS[COMP_CWORD - 2]}"; fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "\${command:+$command }\${COMP_WORDS[index]}" in
      ${[...new Set(ids)].map((id) => `"${id}"`).join(' | ')})
        command="\${command:+$command }\${COMP_WORDS[index]}"
        position=$index
        ;;
      *) break ;;
    esac
  done
  COMPREPLY=()
  case "$command" in
${commands.map(commandCase).join('\n')}
  esac
  [[ $current == -* ]] && return
  case "$command" in
${topics.map(({typed, next}) => `    "${typed}") COMPREPLY+=($(compgen -W "${next.map(({word}) => word).join(' ')}" -- "$current")) ;;`).join('\n')}
  esac
}
complete -F _${program} ${program}`

  function commandCase({words, flags, args}: CompletionModel['commands'][number]): string {
    const valued = flags.filter(({offer}) => offer !== undefined)
    const names = flags.flatMap(({name, char}) => (char === undefined ? [`--${name}`] : [`--${name}`, `-${char}`]))
    return `    "${words.join(' ')}")
      case "$previous" in
${valued.map(({name, char, offer}) => `        --${name}${char === undefined ? '' : ` | -${char}`}) ${reply(offer!)}return ;;`).join('\n')}
      esac
      if [[ $current == -* ]]; then COMPREPLY=($(compgen -W "${names.join(' ')}" -- "$current")); return; fi
      case $((COMP_CWORD - position)) in
${args.map(({offer}, index) => `        ${index + 1}) ${reply(offer)};;`).join('\n')}
      esac
      ;;`
  }
}

function reply(offer: Offer): string {
  if (offer.kind === 'values') return `COMPREPLY=($(compgen -W "${offer.values.join(' ')}" -- "$current")); `
  if (offer.kind === 'nothing') return ''
  // Names with spaces: one a line, and bash quotes them.
  const action = offer.kind === 'file' ? '-f' : '-d'
  return `local IFS=$'\\n'; compopt -o filenames 2> /dev/null; COMPREPLY=($(compgen ${action} -- "$current")); `
}
