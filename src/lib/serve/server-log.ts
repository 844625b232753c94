import pino, {type DestinationStream, type Logger} from 'pino'

export const logLevels = ['error', 'warn', 'info', 'debug'] as const
export type LogLevel = (typeof logLevels)[number] | 'silent'

/**
 * A log of one JSON object a line, about what the server does: never about what is in a request or an answer.
 *
 * @param destination - where the lines go; they are written before the call returns, so that the last one is never lost
 */
export function createServerLog(level: LogLevel, destination: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {level: (name) => ({level: name})},
      serializers: {err: pino.stdSerializers.err},
    },
    destination,
  )
}
