/** An axis of shares from 0, with at most five round steps and never beyond 1. */
export function shareAxis(greatest: number): {readonly min: 0; readonly max: number; readonly interval: number} {
  const interval = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25].find((step) => greatest <= 4 * step) ?? 0.25
  return {min: 0, max: Math.min(1, Math.max(1, Math.ceil(greatest / interval)) * interval), interval}
}
