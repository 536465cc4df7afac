"""The list of pages, the language and the frame around them; nothing else."""

from views import frame, sign_in, state

state.restore()
pages = frame.pages()
sign_in.gate()
state.read()
state.arrive(pages.url_path)
frame.open_frame()
frame.run(pages)
state.keep()
