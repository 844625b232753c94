/** How full a window is. */
export interface WindowFill {
  readonly rows: number
  readonly capacity: number
  /** 0 to 1. */
  readonly fill: number
}

export function fillOf({rows, capacity}: Omit<WindowFill, 'fill'>): WindowFill {
  return {rows, capacity, fill: rows / capacity}
}
