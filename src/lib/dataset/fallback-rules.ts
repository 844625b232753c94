/** Names of the values that JsonLogic rules read, each once, in the order of the text. */
export function namesInRules(rules: unknown): readonly string[] {
  const names = new Set<string>()
  const visit = (rule: unknown): void => {
    if (Array.isArray(rule)) rule.forEach(visit)
    else if (typeof rule === 'object' && rule !== null) {
      for (const [operator, operands] of Object.entries(rule)) {
        const first: unknown = Array.isArray(operands) ? operands[0] : operands
        if (operator === 'var' && typeof first === 'string' && first !== '') names.add(first)
        else visit(operands)
      }
    }
  }
  visit(rules)
  return [...names]
}
