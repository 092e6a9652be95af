"""A scan as a user orders it: from the choices on the command line to a stored and reported result."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import FrameType

import click

from pdscan.cli.detectors import configured
from pdscan.cli.options import reaches
from pdscan.cli.planned import write_plans
from pdscan.cli.progress import Bar
from pdscan.cli.project import Project
from pdscan.cli.reporting import Output, Reporting, report, severities
from pdscan.cli.style import quiet
from pdscan.engine.continuing import Scope, begin, earlier, scope
from pdscan.engine.contracts import ends_of_service
from pdscan.engine.ends import EndsOfService
from pdscan.engine.run import Earlier, plan, run
from pdscan.engine.work import Setup
from pdscan.errors import TargetError, UsageError
from pdscan.model import Coverage, Discrepancy, ScanResult
from pdscan.privacy import Fingerprinter
from pdscan.protocols import Limits, TargetOptions
from pdscan.store import Store

_GO_ON = "what was read is kept: give the same command with --resume to go on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What was said on the command line; None and empty are “as the config says”."""

    targets: tuple[str, ...] = ()
    config: Path | None = None
    store: str | None = None
    register: Path | None = None
    as_of: date | None = None
    names: tuple[str, ...] = ()
    entities: str | None = None
    min_confidence: float | None = None
    full: bool = False
    sample: int | None = None
    full_on_hit: bool = False
    workers: int | None = None
    engine: str = "local"
    resume: bool = False
    since: str | None = None
    only_plan: bool = False
    max_rate: int | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    matcher: str = "auto"
    no_ocr: bool = False
    output_format: str | None = None
    output: Path | None = None
    fail_on: str = "never"
    language: str = "en"


def scan(choice: Choice) -> int:
    """Carry out a scan; gives the exit code.

    :raises pdscan.errors.PdscanError: when nothing could be scanned, with what to do about it.
    """
    project = Project.of(choice.config, choice.store, choice.register)
    systems = {name: (url, _adjusted(options, choice)) for name, (url, options) in _systems(project, choice).items()}
    looking = configured(project.settings, choice.entities or ",".join(project.settings.entities or ()))
    setup = Setup(
        systems=systems,
        detectors=looking.detectors,
        structures=looking.structures,
        lists=looking.lists,
        today=_today(),
        matcher=choice.matcher,
    )
    if choice.only_plan:
        plans = plan(setup)
        write_plans(plans, choice.output_format, choice.output)
        return 3 if any(each.skipped for each in plans) else 0
    output = Output(choice.output_format, choice.output).settled()
    register = project.load_register()
    setup = replace(setup, limits=_limits(project, choice), ends=_ends(project, systems))
    with project.open_store(create=True) as store:
        scan_id, coverage = _scanned(store, replace(setup, key=_key(project, store)), choice, project)
        result = store.scan(scan_id)
        reporting = Reporting(project, register, choice.as_of or _today(), choice.min_confidence)
        discrepancies = reporting.reconciled(store, result)
        report(reporting.view(result, discrepancies, choice.language), output)
    return _exit_code(coverage, result, discrepancies if register else None, choice.fail_on)


def _today() -> date:
    return datetime.now().astimezone().date()


def _now() -> datetime:
    return datetime.now(UTC)


def _systems(project: Project, choice: Choice) -> dict[str, tuple[str, TargetOptions]]:
    if choice.targets and choice.names:
        raise UsageError("give TARGETs or --system, not both")
    if choice.full and choice.sample:
        raise UsageError("give --full or --sample, not both")
    return project.systems(choice.names, choice.targets)


def _configured(project: Project) -> dict[str, tuple[str, TargetOptions]]:
    return project.systems() if project.settings.systems else {}


def _adjusted(options: TargetOptions, choice: Choice) -> TargetOptions:
    return replace(
        options,
        sample=None if choice.full else choice.sample or options.sample,
        full_on_hit=choice.full_on_hit or options.full_on_hit,
        include=(*options.include, *choice.include),
        exclude=(*options.exclude, *choice.exclude),
        max_rate=choice.max_rate or options.max_rate,
    )


def _limits(project: Project, choice: Choice) -> Limits:
    settings = project.settings
    return replace(settings.limits.limits(), ocr=settings.ocr and not choice.no_ocr, passwords=project.passwords())


def _ends(project: Project, systems: Mapping[str, tuple[str, TargetOptions]]) -> EndsOfService:
    """The end-of-service dates; without them nothing is scanned, because no finding could be judged."""
    try:
        return ends_of_service(project.settings.end_of_service, {**systems, **_configured(project)})
    except TargetError as error:
        raise UsageError(f"{error}; nothing was scanned") from error


def _key(project: Project, store: Store) -> bytes:
    """The key of the store's fingerprints; a new one only where there are none yet."""
    key = project.key(create=store.key_id is None)
    store.bind_key(Fingerprinter(key).key_id)
    return key


def _scanned(store: Store, setup: Setup, choice: Choice, project: Project) -> tuple[str, tuple[Coverage, ...]]:
    workers = choice.workers or project.settings.workers or os.cpu_count() or 1
    covered = scope(setup, project.settings.detectors)
    with _interruptible():
        plans = plan(setup)
        scan_id, resumed = begin(store, covered, resume=choice.resume, started=_now())
        if choice.resume and not resumed and not quiet():
            click.echo("there is no interrupted scan of these systems; this is a new one", err=True)
        before = _earlier(store, covered) if choice.since else {}
        try:
            with Bar(shown=not quiet() and sys.stderr.isatty()) as bar:
                coverage = run(
                    setup, store, scan_id, plans, workers=workers, progress=bar, now=_now, earlier=before
                )  # fmt: skip
        except KeyboardInterrupt:
            done = sum(len(store.finished_units(scan_id, name)) for name in setup.systems)
            planned = sum(len(each.units) for each in plans)
            click.echo(f"\ninterrupted after {done} of {planned} units; {_GO_ON}", err=True)
            raise SystemExit(130) from None
    return scan_id, coverage


def _earlier(store: Store, covered: Scope) -> dict[str, Earlier]:
    """What unchanged units are taken over from; says of which systems that can't be."""
    found = earlier(store, covered)
    for name in covered["asked"]:
        if name not in found and not quiet():
            click.echo(f"{name}: no finished scan of it was asked for the same; it is read whole", err=True)
    return found


@contextmanager
def _interruptible() -> Iterator[None]:
    """Ctrl-C and SIGTERM interrupt, once: ending the processes is quick, and must not be interrupted in turn."""
    signals = (signal.SIGINT, signal.SIGTERM)
    interrupted = False

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        nonlocal interrupted
        interrupted = True
        for each in signals:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {each: signal.signal(each, interrupt) for each in signals}
    try:
        yield
    finally:
        if not interrupted:
            for each, handler in before.items():
                signal.signal(each, handler)


def _exit_code(
    coverage: Sequence[Coverage], result: ScanResult, discrepancies: Sequence[Discrepancy] | None, fail_on: str
) -> int:
    if not all(each.complete for each in coverage):
        return 3
    return int(reaches(severities(result, discrepancies), fail_on))
