// What Streamlit leaves to the document: its language, and a navigation that waits for the field being left.

const LINKS = '[data-testid="stSidebarNav"] a, [data-testid="stPageLink-NavLink"]'
const QUIET = 300 // ms
const PATIENCE = 30_000 // ms
const state = () => document.querySelector('[data-testid="stApp"]').dataset.testScriptState

// Streamlit keeps only the last of two requests that wait together: on a busy server what was typed is lost to the page
// asked just after it, and the reverse. So the page is asked once the field has been read.
function hold() {
  let left = false // a field had the focus when the pointer went down
  addEventListener('pointerdown', () => { left = document.activeElement?.matches('input, textarea') ?? false }, true)
  addEventListener('click', (event) => {
    const link = event.target.closest?.(LINKS)
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)
    const held = left || state() === 'rerunRequested'
    left = false
    if (!link || !plain || !event.isTrusted || !held) return
    event.preventDefault()
    event.stopImmediatePropagation()
    const began = performance.now()
    let still = began // since when nothing runs: the end of an earlier run is no answer yet
    const follow = () => {
      const now = performance.now()
      if (state() !== 'notRunning') still = now
      if (now - still > QUIET || now - began > PATIENCE) link.click()
      else setTimeout(follow, 20)
    }
    follow()
  }, true)
}

export default function (component) {
  document.documentElement.lang = component.data.lang
  if (window.maillage) return
  window.maillage = true
  hold()
}
