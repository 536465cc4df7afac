"""Long computations in their own process: our command line as a subprocess, two at a time, the others in order.

A process apart because the solver fixes its threads once, can be ended at once when a visitor cancels, and
cannot take the other visitors down with it.
"""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import threading
from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml

from planner.brief import Brief
from planner.plan import Activity, Bridge, Certificate, Plan, dump

ROOT = Path(__file__).resolve().parent.parent
AT_ONCE = 2
KEPT = 500  # jobs remembered
State = Literal["waiting", "running", "done", "impossible", "failed", "cancelled"]
ENDED: frozenset[str] = frozenset({"done", "impossible", "failed", "cancelled"})


@dataclass(eq=False)  # two visitors may ask for the same plan: a job is itself, not its contents
class Job:
    """One computation: its state, what it said so far, and in the end its plan or its conflicts."""

    brief: Brief
    arguments: tuple[str, ...]
    given: Plan | None = None  # the launched plan to adapt; None: a plan is asked for
    state: State = "waiting"
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    value: float | None = None  # of the best plan so far
    so_far: tuple[str, ...] = ()  # its methods
    found: int = 0  # better plans met on the way
    plan: Plan | None = None
    answer: dict[str, Any] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None


class Board:
    """The computations of one server."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self.spare: subprocess.Popen[str] | None = None  # ready for the next job (see planner.spare)
        self.lock = threading.Lock()
        self.waiting: deque[Job] = deque()
        self.running: list[Job] = []
        self.at_once = at_once
        self.known: OrderedDict[str, Job] = OrderedDict()  # the last ones asked for, by id

    def warm(self) -> None:
        """Get one process ready for the next job, unless there is one or the machine is busy with others."""
        with self.lock:
            if not self.running and (self.spare is None or self.spare.poll() is not None):
                self.spare = _process("planner.spare")

    def _ready(self, arguments: Sequence[str]) -> subprocess.Popen[str]:
        """A process that runs a command: the spare one, or a new one."""
        with self.lock:
            spare, self.spare = self.spare, None
        if spare and spare.poll() is None and spare.stdin:
            try:
                spare.stdin.write(json.dumps(arguments) + "\n")
                spare.stdin.flush()
            except BrokenPipeError:
                pass  # it ended in between
            else:
                return spare
        return _process("planner", *arguments)

    def submit(self, brief: Brief, *arguments: str) -> Job:
        """Ask for a plan; the job starts as soon as a place is free."""
        return self._asked(Job(brief, arguments))

    def adapt(self, plan: Plan, *arguments: str) -> Job:
        """Ask for a launched plan to be adapted; see `submit`."""
        return self._asked(Job(plan.brief, arguments, plan))

    def _asked(self, job: Job) -> Job:
        with self.lock:
            self.waiting.append(job)
            self.known[job.id] = job
            while len(self.known) > KEPT:
                self.known.popitem(last=False)
        self._next()
        return job

    def find(self, id: str | None) -> Job | None:
        """The job of an id; None when there is none, or when it is long over."""
        return self.known.get(id or "")

    def place(self, job: Job) -> int:
        """How many computations are before this one; 0 when it is running or ended."""
        with self.lock:
            return self.waiting.index(job) + 1 if job in self.waiting else 0

    def cancel(self, job: Job) -> None:
        """End a computation; nothing else is touched."""
        with self.lock:
            if job in self.waiting:
                self.waiting.remove(job)
            if job.state in ENDED:
                return
            job.state = "cancelled"
            process = job.process
        if process:
            process.terminate()

    def _next(self) -> None:
        with self.lock:
            while self.waiting and len(self.running) < self.at_once:
                job = self.waiting.popleft()
                job.state = "running"
                self.running.append(job)
                threading.Thread(target=self._run, args=(job,), daemon=True).start()

    def _run(self, job: Job) -> None:
        try:
            self._work(job)
        except Exception:  # a visitor sees "failed", the next job still runs
            job.state = "failed"
            raise
        finally:
            with self.lock:
                self.running.remove(job)
            self._next()
            self.warm()

    def _work(self, job: Job) -> None:
        job.process = self._ready(["adapt" if job.given else "plan", "-", "--json", "--progress", *job.arguments])
        if job.state == "cancelled":
            job.process.terminate()
        assert job.process.stdin and job.process.stdout and job.process.stderr
        answer: list[str] = []
        reader = threading.Thread(target=lambda: answer.append(job.process.stdout.read()))  # type: ignore[union-attr]
        reader.start()
        try:
            brief = yaml.safe_dump(job.brief.model_dump(mode="json", by_alias=True, exclude_defaults=True), allow_unicode=True)
            job.process.stdin.write(dump(job.given) if job.given else brief)
            job.process.stdin.close()
        except BrokenPipeError:
            pass  # it was cancelled before it could read
        for line in job.process.stderr:
            _hear(job, line)
        reader.join()
        status = job.process.wait()
        if job.state == "cancelled":
            return
        if status not in (0, 1) or not answer[0].strip():
            job.state = "failed"
            return
        job.answer = json.loads(answer[0])
        if job.answer["status"] == "impossible":
            job.state = "impossible"
            return
        job.plan = Plan.model_validate(job.answer["plan"]) if job.given else plan_of(job.brief, job.answer)
        job.state = "done"


def _process(module: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments], cwd=ROOT, text=True, encoding="utf-8",
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def _hear(job: Job, line: str) -> None:
    """One progress line; anything else on stderr is not for the visitor."""
    try:
        said = json.loads(line)
    except ValueError:
        return
    if isinstance(said, dict) and said.get("activities"):
        job.found += 1
        job.value = said["value"]
        job.so_far = tuple(activity["method"] for activity in said["activities"])


def plan_of(brief: Brief, answer: dict[str, Any]) -> Plan:
    """The plan that the command line printed."""
    return Plan(
        brief=brief,
        activities=tuple(Activity.model_validate(a) for a in answer["activities"]),
        bridges=tuple(Bridge.model_validate(b) for b in answer["bridges"]),
        certificate=Certificate.model_validate(answer["certificate"]) if answer["certificate"] else None,
    )
