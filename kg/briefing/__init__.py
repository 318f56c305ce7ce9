"""A report on an actor or a period: key figures, what changed, contradictions, plots, and the sentences behind all of it."""

import shlex
from collections.abc import Iterator

from kg.briefing.citing import Citations
from kg.briefing.disputes import disputes
from kg.briefing.figures import key_figures
from kg.briefing.pictures import over_time, sides, where, who_is_central
from kg.briefing.records import Briefing, Section
from kg.briefing.rendering import as_html, as_markdown, methods
from kg.briefing.scope import Material, Scope, check_request, scope_of
from kg.briefing.tables import changed, claims, contradictions, new_ties, planned, single_source, strongest
from kg.metrics.network import Progress, silently
from kg.queries import run_query
from kg.store import Solutions, Store
from kg.vocabulary import Vocabulary

__all__ = ["Briefing", "as_html", "as_markdown", "brief", "check_request", "material_of", "scope_of"]

LIMIT = 10
STEPS = 10
_MAKERS = """
SELECT DISTINCT ?kind ?name ?version ?fingerprint WHERE {
  ?document prov:wasGeneratedBy ?reading .
  { ?reading prov:wasAssociatedWith ?tool } UNION { ?reading prov:used ?tool }
  ?tool a ?kind ; rdfs:label ?name .
  FILTER STRSTARTS(STR(?kind), STR(sahel:))
  OPTIONAL { ?tool sahel:version ?version }
  OPTIONAL { ?tool sahel:fingerprint ?fingerprint }
}
ORDER BY ?kind ?name ?version ?fingerprint
"""


def material_of(store: Store, name: str) -> Material:
    """All that a briefing needs of a store, which is called `name` in it."""
    return Material(
        store=name,
        statements=tuple(store.statements()),
        replaced=dict(store.view().replaced),
        located=dict(store.places()),
        disputes=tuple(disputes(store)),
        makers=tuple(_makers(store)),
    )


def brief(
    material: Material,
    vocabulary: Vocabulary,
    actor: str | None = None,
    period: str | None = None,
    *,
    min_confidence: float = 0.0,
    limit: int = LIMIT,
    progress: Progress = silently,
) -> Briefing:
    """The report on an actor, on a period (`2025`, `2025-06`, `2024-07/2025-06`), or on an actor in a period.

    Tables have up to `limit` rows. Raises UsageError where neither is given, the actor is unknown or means several, or the
    period is no date.
    """
    scope = scope_of(material, vocabulary, actor, period, min_confidence=min_confidence)
    citations = Citations(vocabulary)
    with progress("writing the report", STEPS) as step:
        figures = tuple(key_figures(scope))
        sections = []
        for each in _sections(scope, citations, limit):
            sections.append(each)
            step(each)
    return Briefing(
        title=f"Report on {', '.join(filter(None, (scope.label, scope.window.name if scope.window else None)))}",
        subtitle=_subtitle(scope),
        figures=figures,
        sections=tuple(sections),
        citations=citations.all(),
        methods=methods(scope, _command(actor, period, min_confidence, limit)),
    )


def _subtitle(scope: Scope) -> str:
    if scope.actor is None:
        return f"What the {scope.material.store} tells of all actors"
    kind = scope.vocabulary.classes[scope.ever.nodes[scope.actor]["kind"]].label
    return f"What the {scope.material.store} tells of this {kind}"


def _sections(scope: Scope, citations: Citations, limit: int) -> Iterator[Section]:
    """The parts in their order; each is made when it is asked for, so that citations are numbered as they come."""
    yield over_time(scope)
    if scope.actor is None:
        yield who_is_central(scope, citations, limit)
    yield changed(scope, citations, limit)
    yield strongest(scope, citations, limit)
    yield new_ties(scope, citations, limit)
    yield contradictions(scope, citations, limit)
    yield planned(scope, citations, limit)
    if scope.actor is not None:
        yield claims(scope, citations, limit)
    yield single_source(scope, citations, limit)
    yield where(scope, citations, limit)
    if scope.actor is None and (found := sides(scope, limit)):
        yield found


def _command(actor: str | None, period: str | None, min_confidence: float, limit: int) -> str:
    parts = ["kg", "report", *([actor] if actor else []), *(["--period", period] if period else [])]
    parts += ["--min-confidence", f"{min_confidence:g}"] if min_confidence else []
    parts += ["--limit", str(limit)] if limit != LIMIT else []
    return shlex.join(parts)


def _makers(store: Store) -> Iterator[str]:
    """The versions of extractor, model, gazetteer and lexicon that the documents were read by."""
    answer = run_query(store, _MAKERS)
    if isinstance(answer, Solutions):
        for _kind, *parts in answer.rows:
            yield " ".join(str(getattr(part, "value", ""))[:40] for part in parts if part is not None)
