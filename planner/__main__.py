from catalog.console import run
from planner.cli import main

run(main)
