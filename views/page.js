// What Streamlit leaves to the document: its language, a navigation that waits for the field being left, and the name of
// the buttons that take a file, which it writes in English.

const LINKS = '[data-testid="stSidebarNav"] a, [data-testid="stPageLink-NavLink"]'
const UPLOADS = '[data-testid="stFileUploaderDropzone"] :is(button, input)'
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

// The words on these buttons are laid by the style sheet, which is not read aloud.
let words = ''
function name() {
  for (const one of document.querySelectorAll(UPLOADS)) if (one.getAttribute('aria-label') !== words) one.setAttribute('aria-label', words)
}

export default function (component) {
  document.documentElement.lang = component.data.lang
  words = component.data.upload
  name()
  if (window.maillage) return
  window.maillage = true
  hold()
  new MutationObserver(name).observe(document.body, { childList: true, subtree: true })
}
