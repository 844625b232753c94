import {expect} from 'chai'
import {simulateCell, type Cell} from '../../bench/alarms/cell.js'

/** The benchmark's own simulation, a few cells of it: docs/drift-calibration.md has them all. */
describe('the false alarm rate of the policy calibrated', () => {
  const cells: readonly Omit<Cell, 'question'>[] = [
    {table: 'normal', reference: 100, current: 50, repetitions: 500},
    {table: 'Cauchy (heavy tails)', reference: 100, current: 500, repetitions: 200},
    {table: 'integers 1 to 5', reference: 1500, current: 20, repetitions: 800},
    {table: 'yes or no, 40 % yes', reference: 1500, current: 50, repetitions: 800},
    {table: '50 categories, shares as 1/k', reference: 1500, current: 50, repetitions: 300},
    {table: 'three categories, one of 1 %', reference: 100, current: 200, repetitions: 500},
    {table: '50 columns, five of each kind', reference: 1500, current: 20, repetitions: 20},
    // A reference so small that it lacks categories, or values, by chance.
    {table: '50 equal categories', reference: 100, current: 200, repetitions: 150},
    {table: '99 % zeros', reference: 100, current: 5000, repetitions: 150},
  ]
  for (const cell of cells) {
    const {table, reference, current, repetitions} = cell
    it(`is at most 5 % for ${table}, ${current} rows beside ${reference}`, async () => {
      const {alarmed} = await simulateCell({question: 'no drift', ...cell} as Cell)
      const chance = 3 * Math.sqrt((0.05 * 0.95) / repetitions)
      expect(alarmed / repetitions).to.be.at.most(0.05 + chance)
    })
  }

  it('does not come from seeing nothing: a shift of half a standard deviation is found', async () => {
    const found = await simulateCell({
      question: 'drift',
      table: 'normal, shifted by 0.5 sd',
      reference: 1500,
      current: 200,
      repetitions: 50,
    })
    expect(found.drifted).to.be.at.least(45)
  })
})
