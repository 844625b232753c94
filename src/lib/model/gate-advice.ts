import {adviceOnOtherFile, adviceOnTrainingFile} from './advice-accuracy.js'
import {adviceOnShares} from './advice-class-share.js'
import type {ResolvedGateBounds} from './gate-bounds.js'
import type {GateInput} from './gate-input.js'
import {fraction, type GateAdvice} from './gate-result.js'
import {classCounts} from './gates-class-share.js'
import {topProbabilities} from './gates-probability.js'

/**
 * Why gates failed and what to do about it: one advice a cause. A model that does not know the relation is not sure of
 * its answers either, and favours a class: saying so three times helps nobody.
 *
 * @param failed - names of the failed gates
 */
export function gateAdvice(
  input: GateInput,
  bounds: ResolvedGateBounds,
  failed: ReadonlySet<string>,
): readonly GateAdvice[] {
  const onAccuracy =
    input.kind === 'training-file'
      ? adviceOnTrainingFile(input, bounds, failed)
      : adviceOnOtherFile(input, bounds, failed)
  const remedy = input.kind === 'training-file' ? 'Use more --epochs or more rows' : 'Train on newer rows'
  const {unreachable, skewed} = adviceOnShares(classCounts(input, bounds), failed, remedy)
  const onShares = unreachable === undefined ? [] : [unreachable]
  const onProbability = adviceOnProbability(input, failed)
  const main = onAccuracy.find(({explainsMore}) => explainsMore === true)
  if (main === undefined)
    return [...onAccuracy, ...onShares, ...(skewed === undefined ? [] : [skewed]), ...onProbability]
  // Where the world has moved, rules for the rows that it is least sure of are still a remedy of their own.
  const isExplained = ({gates}: GateAdvice): boolean =>
    input.kind === 'training-file' || !gates.includes('top-probability-minimum')
  const explained = [...(skewed?.gates ?? []), ...onProbability.filter(isExplained).flatMap(({gates}) => gates)]
  const text = skewed === undefined ? main.text : `${main.text} It ${skewed.manner}.`
  return [
    {gates: [...main.gates, ...explained], text},
    ...onAccuracy.filter((each) => each !== main),
    ...onShares,
    ...onProbability.filter((each) => !isExplained(each)),
  ]
}

function adviceOnProbability(input: GateInput, failed: ReadonlySet<string>): readonly GateAdvice[] {
  const {minimum, mean, maximum} = topProbabilities(input)
  const advice: GateAdvice[] = []
  if (failed.has('top-probability-minimum')) {
    const guess = 1 / input.classLabels.length
    advice.push({
      gates: ['top-probability-minimum'],
      text: `Its least sure answer has ${fraction(minimum)}, where a guess has ${fraction(guess)}: let fallback rules answer such rows ("fallback" in the data package), or agree a lower minimumProbability.`,
    })
  }
  const [isMeanLow, isTopLow] = ['mean', 'maximum'].map((name) => failed.has(`top-probability-${name}`))
  if (isMeanLow === true || isTopLow === true) {
    const facts = [
      ...(isMeanLow === true ? [`on average it is only ${fraction(mean)} sure of its answer`] : []),
      ...(isTopLow === true ? [`even its surest answer has only ${fraction(maximum)}`] : []),
    ].join(', and ')
    const remedy =
      input.kind === 'training-file'
        ? 'try more --epochs or less --dropout'
        : 'look for rows unlike those it learned from (mlops explore)'
    advice.push({
      gates: ['top-probability-mean', 'top-probability-maximum'],
      text: `${facts.charAt(0).toUpperCase()}${facts.slice(1)}: ${remedy}.`,
    })
  }
  return advice
}
