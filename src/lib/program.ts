import manifest from '../../package.json' with {type: 'json'}

/** The program's name on the command line. */
export const program = 'mlops'
export const {version, description} = manifest
