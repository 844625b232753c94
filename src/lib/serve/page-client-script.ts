/**
 * The script of the page of the form, as a browser runs it: values as JSON to /predict, and the answer in words. Texts go
 * into the page as texts, never as markup.
 */
export const clientScript = `'use strict'
const part = (id) => document.getElementById(id)
const form = part('row')
const model = JSON.parse(form.dataset.model)
const controls = model.fields.map((_, index) => part('field-' + index))
const url = new URL('predict', location.href).href
const percent = (share) => (100 * share).toFixed(1) + '\\u00a0%'

/** What a field holds as JSON: what is no number goes as it is, and the server says what is wrong with it. */
function valueOf(index) {
  const {choices} = model.fields[index]
  const control = controls[index]
  if (choices !== null) return choices[Number(control.value)]
  const text = control.value.trim()
  if (text === '') return null
  const isNumber = /^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)(e[+-]?[0-9]+)?$/i.test(text)
  return isNumber && Number.isFinite(Number(text)) ? Number(text) : text
}

function show(id, text) {
  const element = part(id)
  element.textContent = text
  element.hidden = text === ''
}

/** A note, no error: the server takes the value, and the baseline answers. */
function noteRange(index) {
  const {minimum, maximum, choices} = model.fields[index]
  if (choices !== null) return
  const value = valueOf(index)
  const below = typeof value === 'number' && minimum !== null && value < minimum
  const above = typeof value === 'number' && maximum !== null && value > maximum
  controls[index].parentElement.classList.toggle('outside', below || above)
  show('field-' + index + '-note', below ? 'Below the range: ' + minimum + ' is the least.'
    : above ? 'Above the range: ' + maximum + ' is the most.' : '')
}

function clearErrors() {
  show('trouble', '')
  controls.forEach((control, index) => {
    control.removeAttribute('aria-invalid')
    show('field-' + index + '-error', '')
  })
}

function fill(values) {
  clearErrors()
  values.forEach((value, index) => {
    const {choices} = model.fields[index]
    if (choices === null) controls[index].value = value === null ? '' : String(value)
    else controls[index].value = String(Math.max(0, choices.indexOf(value)))
    noteRange(index)
  })
}

/** Quoted for a shell: a single quote ends the text, stands for itself, and starts it again. */
const quoted = (text) => "'" + text.replaceAll("'", "'\\\\''") + "'"

function curlOf(body) {
  const token = model.hasToken ? ' \\\\\\n  -H "authorization: Bearer $TOKEN"' : ''
  return 'curl ' + quoted(url) + ' \\\\\\n  -H ' + quoted('content-type: application/json') + token +
    ' \\\\\\n  -d ' + quoted(body)
}

function whyOf(answer, most) {
  const limit = model.limit
  if (answer.source === 'ML') {
    if (limit === null) return 'This model has no baseline: it answers whatever it is asked.'
    return 'All values are such as the model was made for, and its highest probability, ' + percent(most.share) +
      ', reaches the limit of ' + percent(limit) + '.'
  }
  const reason = answer.reason.charAt(0).toUpperCase() + answer.reason.slice(1) + '.'
  const model_ = most.name === answer.category
    ? ' The model would have given the same answer'
    : ' The model would have said ' + most.name
  return reason + (answer.source.endsWith('out of range')
    ? ' The model has learned nothing about such rows, so the rules of the baseline answer.'
    : ' That is too unsure to rely on, so the rules of the baseline answer.') +
    model_ + ', with ' + percent(most.share) + '.'
}

function showAnswer(answer, body) {
  const shares = Object.entries(answer.probabilities).map(([name, share]) => ({name, share}))
  const most = shares.reduce((best, each) => (each.share > best.share ? each : best))
  const isModel = answer.source === 'ML'
  part('waiting').hidden = true
  part('result').hidden = false
  part('category').textContent = answer.category
  part('by').textContent = isModel ? 'answered by the model' : 'answered by the baseline'
  part('by').className = 'by ' + (isModel ? 'model' : 'baseline')
  part('why').textContent = whyOf(answer, most)
  shares.forEach(({name, share}, index) => {
    const item = part('bar-' + index)
    if (item === null) return
    item.classList.toggle('most', name === most.name)
    item.querySelector('.value').textContent = percent(share)
    item.querySelector('.fill').style.width = 100 * share + '%'
    const mark = item.querySelector('.mark')
    if (mark !== null) mark.style.left = 100 * model.limit + '%'
  })
  part('source').textContent = answer.source
  part('version').textContent = answer.model.name + ', version ' + answer.model.version
  part('id').textContent = answer.id
  part('json').textContent = JSON.stringify(answer, null, 2)
  part('curl').textContent = curlOf(body)
  show('changed', answer.model.version === model.version && answer.model.name === model.name ? ''
    : 'Another model answers by now: load the page again for its form.')
  part('said').textContent = answer.category + ', ' + part('by').textContent + '.'
}

/** An answer to another row must not stand there as if it were the one to this. */
function withoutAnswer() {
  part('result').hidden = true
  part('waiting').hidden = false
  part('waiting').textContent = 'There is none to this row.'
}

function showTrouble(text) {
  withoutAnswer()
  show('trouble', text)
  part('trouble').focus()
}

/** Each problem beside its field; what belongs to none above the form. */
function showProblem(problem) {
  const others = []
  let first = null
  for (const {field, message} of problem.errors || []) {
    const index = model.fields.findIndex(({name}) => name === field)
    if (index === -1) {
      others.push(message)
      continue
    }
    controls[index].setAttribute('aria-invalid', 'true')
    show('field-' + index + '-error', message)
    show('field-' + index + '-note', '')
    first = first || controls[index]
  }
  if (first === null) return showTrouble(others[0] || problem.detail || 'The server refused the row.')
  withoutAnswer()
  part('said').textContent = 'Not answered: ' + problem.detail
  first.focus()
}

async function predict() {
  const headers = {'content-type': 'application/json'}
  const token = part('token')
  if (token !== null && token.value !== '') headers.authorization = 'Bearer ' + token.value.trim()
  const body = JSON.stringify(Object.fromEntries(model.fields.map(({name}, index) => [name, valueOf(index)])))
  const response = await fetch(url, {method: 'POST', headers, body})
  const answer = await response.json().catch(() => ({detail: 'The server answered with ' + response.status + '.'}))
  if (response.ok) showAnswer(answer, body)
  else if (response.status === 401 && token !== null) {
    showTrouble(token.value === '' ? 'The server wants a token.' : 'The server does not take this token.')
    token.focus()
  } else showProblem(answer)
  return response.ok
}

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  clearErrors()
  form.setAttribute('aria-busy', 'true')
  part('predict').disabled = true
  try {
    if (!(await predict())) return
    const {top, bottom} = part('answer').getBoundingClientRect()
    const isSeen = top >= 0 && Math.min(bottom, top + 200) <= innerHeight
    if (!isSeen) part('answer').scrollIntoView({block: 'start'})
  } catch {
    showTrouble('There is no answer from the server: is it still running?')
  } finally {
    form.removeAttribute('aria-busy')
    part('predict').disabled = false
    if (document.activeElement === document.body) part('predict').focus({preventScroll: true})
  }
})

controls.forEach((control, index) => control.addEventListener('input', () => noteRange(index)))
for (const button of document.querySelectorAll('[data-example]')) {
  button.addEventListener('click', () => {
    const {values, name, note} = model.examples[Number(button.dataset.example)]
    fill(values)
    show('example-note', name + ': ' + note)
  })
}
for (const button of document.querySelectorAll('[data-copy]')) {
  if (!navigator.clipboard) continue
  button.hidden = false
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(part(button.dataset.copy).textContent)
    button.textContent = 'Copied'
    setTimeout(() => { button.textContent = 'Copy' }, 1500)
  })
}
model.fields.forEach((_, index) => noteRange(index))
part('predict').disabled = false
`
