/** Why a prediction was refused: the label of a counter, so there are few of them. */
export const rejectionReasons = [
  'not_json',
  'too_large',
  'wrong_media_type',
  'wrong_values',
  'unauthorized',
  'no_model',
  'too_many_connections',
] as const
export type RejectionReason = (typeof rejectionReasons)[number]

/** The reason that the status of a refusal stands for; undefined when nothing was refused. */
export function rejectionReasonOf(status: number): RejectionReason | undefined {
  switch (status) {
    case 400:
      return 'not_json'
    case 401:
      return 'unauthorized'
    case 413:
      return 'too_large'
    case 415:
      return 'wrong_media_type'
    case 422:
      return 'wrong_values'
    case 503:
      return 'no_model'
    default:
      return undefined
  }
}
