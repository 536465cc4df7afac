"""The list of pages, the language and the frame around them; nothing else."""

from views import frame, state

state.restore()
pages = frame.pages()
state.arrive(pages.url_path)
frame.open_frame()
pages.run()
state.keep()
