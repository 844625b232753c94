/**
 * The script of the live page: puts the parts that an event brings in their places, leaves those alone that did not
 * change, and keeps what the reader has unfolded, focused and scrolled to.
 */
export const liveScript = `'use strict'
const part = (id) => document.getElementById(id)
const bar = part('bar')
const pause = part('pause')
const shown = new Map()
let source = null
let isPaused = false
let retry = 0

/** How far a box is scrolled; one at its end stays there when it grows. */
const placeIn = (box) => box.scrollLeft + box.clientWidth >= box.scrollWidth - 2 ? Infinity : box.scrollLeft
const scrollTo = (box, place) => { box.scrollLeft = place === Infinity ? box.scrollWidth : place || 0 }

/** Unfolded details by their place in the part, and how far boxes are scrolled. */
function replace(holder, markup) {
  const open = [...holder.querySelectorAll('details')].map((each) => each.open)
  const scrolled = [...holder.querySelectorAll('.scroll')].map(placeIn)
  const focus = holder.contains(document.activeElement) ? placeOf(holder, document.activeElement) : null
  holder.innerHTML = markup
  holder.querySelectorAll('details').forEach((each, index) => { each.open = open[index] === true })
  holder.querySelectorAll('.scroll').forEach((each, index) => scrollTo(each, scrolled[index]))
  if (focus !== null) focusable(holder)[focus]?.focus({preventScroll: true})
}

const focusable = (holder) => [...holder.querySelectorAll('a, summary, button, [tabindex]')]
const placeOf = (holder, element) => {
  const place = focusable(holder).indexOf(element)
  return place === -1 ? null : place
}

function showParts({title, level, parts}) {
  document.title = title
  for (const [id, markup] of Object.entries(parts)) {
    const holder = part('part-' + id)
    if (holder === null || shown.get(id) === markup) continue
    replace(holder, markup)
    shown.set(id, markup)
  }
  if (part('level').textContent !== level) part('level').textContent = level
  showTimes()
}

const agoOf = (seconds) => seconds < 1 ? 'now' : seconds < 60 ? Math.round(seconds) + ' s ago'
  : seconds < 7200 ? Math.round(seconds / 60) + ' min ago'
  : seconds < 86400 ? Math.round(seconds / 3600) + ' h ago' : Math.round(seconds / 86400) + ' d ago'

function showTimes() {
  for (const time of document.querySelectorAll('time')) {
    time.textContent = agoOf((Date.now() - Date.parse(time.dateTime)) / 1000)
  }
}

function say(look, text) {
  bar.className = 'bar ' + look
  if (part('connection').textContent !== text) part('connection').textContent = text
}

function listen() {
  clearTimeout(retry)
  if (source !== null || isPaused || document.hidden) return
  source = new EventSource('events?parts' + location.search.replace('?', '&'))
  source.addEventListener('open', () => say('live', 'Live: this page follows the traffic.'))
  source.addEventListener('parts', (event) => showParts(JSON.parse(event.data)))
  source.addEventListener('error', () => {
    say('lost', 'No connection: what is shown may be old. Trying again.')
    if (source === null || source.readyState !== EventSource.CLOSED) return
    stop()
    retry = setTimeout(listen, 10000)
  })
}

function stop() {
  clearTimeout(retry)
  if (source !== null) source.close()
  source = null
}

pause.addEventListener('click', () => {
  isPaused = !isPaused
  pause.textContent = isPaused ? 'Go on' : 'Pause'
  if (isPaused) {
    stop()
    say('', 'Paused.')
  } else listen()
})
/** A page that nobody looks at takes no place at the server. */
document.addEventListener('visibilitychange', () => document.hidden ? stop() : listen())
addEventListener('pagehide', stop)
addEventListener('pageshow', listen)
setInterval(showTimes, 1000)
pause.hidden = false
say('', 'Connecting.')
showTimes()
// On a narrow screen the last hours begin with the latest.
for (const box of document.querySelectorAll('#part-timeline .scroll')) scrollTo(box, Infinity)
listen()
`
