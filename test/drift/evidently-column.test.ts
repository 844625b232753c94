import {expect} from 'chai'
import {nearestName} from '../../src/lib/dataset/nearest-name.js'
import type {CategoryProfile, NumberProfile} from '../../src/lib/drift/data-profile.js'
import {evidentlyColumn, isEvidentlyTableDrifted} from '../../src/lib/drift/evidently-column.js'
import {isDriftScore, namedTest, namedTestNames, namedTests} from '../../src/lib/drift/named-tests.js'
import {countValues} from '../../src/lib/statistics/value-counts/count-values.js'
import {makeColumn, profileOf} from './evidently-cases.js'

const uniform = (rows: number, seed: number) => makeColumn('number', {shape: 'uniform', rows, seed}) as NumberProfile
const letters = (rows: number, seed: number) =>
  makeColumn('category', {names: 'letters', count: 3, rows, seed}) as CategoryProfile

describe('policy evidently', () => {
  it('says on which side a column is empty, and why', () => {
    const full = uniform(10, 1)
    expect(evidentlyColumn(profileOf('number', []), full)).to.deep.equal({notTested: 'no rows in the reference'})
    expect(evidentlyColumn(full, profileOf('number', ['', '']))).to.deep.equal({notTested: 'all values are missing'})
    expect(evidentlyColumn(full, profileOf('number', [Infinity]))).to.deep.equal({
      notTested: 'all values are infinite',
    })
    expect(evidentlyColumn(full, profileOf('number', [-Infinity, '']))).to.deep.equal({
      notTested: 'all values are missing or infinite',
    })
    expect(evidentlyColumn(profileOf('category', ['']), letters(10, 1))).to.deep.equal({
      notTested: 'all values are missing in the reference',
    })
  })

  it('says that numbers are too large, where their difference is no number', () => {
    const values = Array.from({length: 1200}, (_, row) => 1.7e308 - row * 1e300)
    const [huge, opposite] = [
      profileOf('number', values),
      profileOf(
        'number',
        values.map((value) => -value),
      ),
    ]
    expect(evidentlyColumn(huge, opposite)).to.deep.equal({
      notTested: 'its values are too large to be subtracted from each other',
    })
  })

  it('does not compare numbers with categories, nor identifiers', () => {
    expect(evidentlyColumn(uniform(10, 1), letters(10, 2))).to.deep.equal({
      notTested: 'the reference holds numbers and the current data categories',
    })
    const identifiers = {...letters(10, 2), categories: [], counts: new Float64Array(0), overflow: 20_000}
    expect(evidentlyColumn(letters(10, 1), identifiers)).to.deep.equal({
      notTested: 'more than 10,000 different values: it looks like an identifier',
    })
  })

  it('gives the same for the categories in any order, and with ones that occur on neither side', () => {
    const [reference, current] = [letters(500, 3), letters(300, 4)]
    const shuffled: CategoryProfile = {
      ...current,
      categories: ['none', ...current.categories.toReversed()],
      counts: Float64Array.of(0, ...current.counts.toReversed()),
    }
    expect(evidentlyColumn(reference, shuffled)).to.deep.equal(evidentlyColumn(reference, current))
  })

  it('says that the score of rounded values is approximate, and stays close', () => {
    const [reference, current] = [uniform(3000, 5), uniform(2000, 6)]
    const rounded: NumberProfile = {...current, values: countValues(expanded(current), 500)}
    expect(rounded.values.droppedBits).to.be.above(0)
    const [exact, approximate] = [evidentlyColumn(reference, current), evidentlyColumn(reference, rounded)]
    if ('notTested' in exact || 'notTested' in approximate) throw new Error('was not tested')
    expect(exact.isApproximate).to.equal(false)
    expect(approximate.isApproximate).to.equal(true)
    expect(approximate.score).to.be.closeTo(exact.score, 0.001)
  })

  it('calls a table drifted from half of its tested columns on', () => {
    expect(isEvidentlyTableDrifted({tested: 6, drifted: 3})).to.equal(true)
    expect(isEvidentlyTableDrifted({tested: 7, drifted: 3})).to.equal(false)
    expect(isEvidentlyTableDrifted({tested: 0, drifted: 0})).to.equal(false)
  })
})

describe('tests by name', () => {
  it('are found in upper and lower case, and by the spelling of older versions', () => {
    expect(namedTest('PSI')?.name).to.equal('psi')
    expect(namedTest('tvd')?.name).to.equal('TVD')
    expect(namedTest('emperical_mmd')?.name).to.equal('empirical_mmd')
    expect(namedTest('nothing')).to.equal(undefined)
  })

  it('are near enough to a misspelling to be suggested', () => {
    expect(nearestName('wasserstien', namedTestNames)).to.equal('wasserstein')
    expect(nearestName('chi_square', namedTestNames)).to.equal('chisquare')
  })

  it('are those of Evidently 0.7 but for the two that are for free text', () => {
    expect([...namedTestNames].sort()).to.deep.equal(
      [
        ...['TVD', 'anderson', 'chisquare', 'cramer_von_mises', 'ed', 'empirical_mmd', 'es', 'fisher_exact', 'g_test'],
        ...['hellinger', 'jensenshannon', 'kl_div', 'ks', 'mannw', 'psi', 't_test', 'wasserstein', 'z'],
      ].sort(),
    )
  })

  it('are each for at least one kind of column', () => {
    for (const {name, kinds} of namedTests) expect(kinds, name).to.not.deep.equal([])
    expect(namedTest('psi')!.kinds).to.deep.equal(['number', 'category'])
    expect(namedTest('ks')!.kinds).to.deep.equal(['number'])
    expect(namedTest('chisquare')!.kinds).to.deep.equal(['category'])
  })

  it('give NaN where the values do not allow them', () => {
    const constant = profileOf('number', [1, 1, 1, 1, 1, 1])
    expect(namedTest('es')!.run(constant, constant)).to.be.NaN
    expect(namedTest('psi')!.run(constant, profileOf('number', ['']))).to.be.NaN
    expect(namedTest('chisquare')!.run(profileOf('category', []), letters(9, 1))).to.be.NaN
    expect(namedTest('anderson')!.run(constant, constant)).to.be.NaN
    expect(namedTest('cramer_von_mises')!.run(constant, profileOf('number', [1]))).to.be.NaN
    expect(namedTest('empirical_mmd')!.run(uniform(3000, 1), uniform(1, 2))).to.be.NaN
    expect(namedTest('fisher_exact')!.run(letters(50, 1), letters(50, 2))).to.be.NaN
    expect(namedTest('ks')!.run(letters(50, 1), letters(50, 2))).to.be.NaN
    expect(namedTest('psi')!.run(letters(50, 1), constant)).to.be.NaN
  })

  it('see a shift in either direction with mannw', () => {
    const low = makeColumn('number', {shape: 'sum', rows: 300, seed: 1})
    const high = makeColumn('number', {shape: 'sum', rows: 300, seed: 2, shift: 0.5})
    const up = namedTest('mannw')!.run(low, high)
    expect(up).to.be.below(1e-6)
    expect(namedTest('mannw')!.run(high, low)).to.be.closeTo(up, 1e-9 * up)
  })

  it('decide at the threshold itself as Evidently does', () => {
    const at = (name: string): boolean => {
      const test = namedTest(name)!
      return isDriftScore(test, test.defaultThreshold, test.defaultThreshold)
    }
    expect(['ks', 'cramer_von_mises', 'wasserstein', 'psi', 'jensenshannon'].filter(at)).to.have.length(5)
    expect(['chisquare', 'z', 'anderson', 'ed', 'TVD', 't_test'].filter(at)).to.have.length(0)
  })

  it('find every split as extreme as one that chance alone could make', () => {
    const reference = profileOf(
      'category',
      Array.from({length: 2000}, (_, row) => (row === 0 ? 'rare' : 'common')),
    )
    const current = profileOf(
      'category',
      Array.from({length: 2000}, () => 'common'),
    )
    expect(namedTest('tvd')!.run(reference, current)).to.equal(1)
  })
})

function expanded({values}: NumberProfile): Float64Array {
  return Float64Array.from([...values.values].flatMap((value, at) => Array<number>(values.counts[at]!).fill(value)))
}
