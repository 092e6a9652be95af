"""From a stored scan to a report: reconcile, gather all that a report may show, write it."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from pdscan import plugins
from pdscan.cli.options import check_writable, configured_language, format_by_suffix, write_output
from pdscan.cli.project import Project
from pdscan.cli.style import colored
from pdscan.model import THRESHOLD, Discrepancy, ScanResult, Severity, State
from pdscan.protocols import ReportView
from pdscan.reconcile import reconcile, service_of
from pdscan.register import Register, lint
from pdscan.store import Store
from pdscan.vocabulary import CATEGORIES


@dataclass(frozen=True, slots=True)
class Output:
    """Where a report goes: the format is None when the suffix decides, the file None for standard output."""

    output_format: str | None
    output: Path | None

    def settled(self) -> Output:
        """The same, its format decided.

        :raises pdscan.errors.UsageError: when the suffix says nothing, or the file can't be written.
        """
        kinds = plugins.load_all("reports")
        suffixes = {kind.suffix: name for name, kind in kinds.items()}
        name = format_by_suffix(self.output_format, self.output, suffixes, "text")
        if self.output is not None:
            check_writable(self.output)
        return Output(name, self.output)


@dataclass(frozen=True, slots=True)
class Reporting:
    """What scans are compared with, and for which day."""

    project: Project
    register: Register | None
    as_of: date
    min_confidence: float | None = None

    @property
    def threshold(self) -> float:
        """From which confidence on a finding is shown as likely."""
        return self.project.settings.min_confidence if self.min_confidence is None else self.min_confidence

    def reconciled(self, store: Store, result: ScanResult) -> tuple[Discrepancy, ...]:
        """The discrepancies of a scan on the day, compared with the scan before, and kept."""
        discrepancies = self.compared(store, result)
        if self.register is not None:
            store.save_discrepancies(result.id, self.as_of, discrepancies)
        return discrepancies

    def compared(self, store: Store, result: ScanResult) -> tuple[Discrepancy, ...]:
        """The discrepancies of a scan on the day, compared with the scan before; none without a register."""
        if self.register is None:
            return ()
        return reconcile(
            whole(result),
            self.register,
            self.project.bindings,
            self.as_of,
            previous=store.previous_discrepancies(result.id, self.as_of),
            threshold=max(self.threshold, THRESHOLD),
            recognisable=recognisable(result),
        )

    def view(self, result: ScanResult, discrepancies: Sequence[Discrepancy], language: str) -> ReportView:
        """All that a report may show."""
        bindings = self.project.bindings
        services = {}
        for finding in result.findings:
            if (binding := service_of(finding.location, bindings)) is not None:
                services[str(finding.location)] = binding.service
        return ReportView(
            scan=result,
            discrepancies=tuple(discrepancies),
            register=self.register,
            lint=lint(self.register, self.as_of, language) if self.register else (),
            as_of=self.as_of,
            language=configured_language(language, self.project.settings.lang),
            made=datetime.now(UTC),
            threshold=self.threshold,
            services=services,
        )


def recognisable(result: ScanResult) -> frozenset[str]:
    """The entities that a scan looked for; where that isn't known, all there are."""
    return everything() if result.entities is None else result.entities


def whole(result: ScanResult) -> ScanResult:
    """A scan, without a list of entities where it looked for all there are.

    Some come inside others and have no detector of their own: a machine readable zone holds a name.
    """
    looked_for_all = result.entities is not None and result.entities >= everything()
    return replace(result, entities=None) if looked_for_all else result


def everything() -> frozenset[str]:
    """The entities that the installed detectors and structures can find."""
    structures = plugins.load_all("structures").values()
    also = (entity for each in structures for entity in (each.entity, *each.also))
    return frozenset(plugins.names("detectors")).union(also)


def report(view: ReportView, wanted: Output) -> None:
    """Write a report where it is wanted."""
    name = wanted.settled().output_format or "text"
    terminal = wanted.output is None and sys.stdout.isatty()
    color = terminal and colored(sys.stdout)
    width = shutil.get_terminal_size((100, 24)).columns if terminal else 100
    out = io.StringIO()
    plugins.load("reports", name).write(replace(view, color=color, width=width), out)
    write_output(wanted.output, out.getvalue())


def severities(result: ScanResult, discrepancies: Sequence[Discrepancy] | None) -> Iterable[str]:
    """How severe what was found is: of open discrepancies; without a register, of the categories found."""
    if discrepancies is not None:
        return {each.severity.value for each in discrepancies if each.state is not State.GONE and not each.decision}
    likely = (each for each in result.findings if each.count > each.test)
    return {
        (CATEGORIES[each.category].sensitivity if each.category in CATEGORIES else Severity.MEDIUM).value
        for each in likely
    }
