from catalog.cli import main
from catalog.console import run

run(main)
