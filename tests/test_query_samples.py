"""What the named queries answer on the sample reports; each row was compared with the sentences of the reports.

Where the reports hold nothing for a query, `test_named_queries` has readings made by hand.
"""

from collections.abc import Iterator

import pytest
from test_queries import values

from kg.demo import sample_reports
from kg.ingest import ingest
from kg.queries import load_queries, run_named
from kg.store import Solutions, Store, open_store

pytestmark = pytest.mark.slow

J, E, ISS = "Jama'at Nusrat al-Islam wal-Muslimin", "Economic Community of West African States", "Islamic State Sahel Province"
CSP, FAMA, MIN = (
    "Permanent Strategic Framework",
    "Malian Armed Forces",
    "United Nations Multidimensional Integrated Stabilization Mission in Mali",
)
MNLA, GATIA = "National Movement for the Liberation of Azawad", "Imghad Tuareg Self-Defense Group and Allies"
TINZA, WAGNER, ALGERIA = "2024-08-07-tinzaouaten-ukraine.txt", "2025-06-10-wagner-africa-corps.txt", "2025-04-09-algeria-drone.txt"

SILENT = {"disputed", "decisions", "rejected"}
"""Queries for which the sample reports hold nothing: nothing both affirmed and denied, no decision."""

ANSWERS = [
    ("about-actor", {"actor": "JNIM", "since": "2025"}, "when reported subject relation object report", [
      ("2025-06-01", "2025-06-10", J, "captures", "army camp", WAGNER),
      ("2025-06-02", "2025-06-10", J, "attacks", "army camp", WAGNER),
      (None, "2025-11-06", J, "captures", "Bamako", "2025-11-06-fuel-blockade.txt")]),
    ("accusations", {"actor": "Mali", "since": "2024"}, "when relation object report",
     [
      ("2024-01", "accuses", "Algeria", ALGERIA),
      ("2024-08-04", "accuses", "Ukraine", TINZA),
      (None, "rejects", "Algeria", ALGERIA)]),
    ("active-in", {"place": "Gao"}, "actor statements first", [
      ("Movement for Oneness and Jihad in West Africa", "1", "2013-01-12"),
      (MNLA, "1", "2013-01-12")]),
    ("affiliations", {"group": "Wagner Group"}, "subject relation object report",
     [("Yevgeny Prigozhin", "founded", "Wagner Group", "2022-10-03-burkina-coup.txt"), ("Yevgeny Prigozhin", "founded", "Wagner Group", WAGNER)]),
    ("aid", {"actor": "Turkey"}, "giver relation taker statements reports", [("Turkey", "supplies", "Niger", "1", "1")]),
    ("alliances", {"actor": "Algeria", "since": "2025-04-08"}, "when reported change subject relation object",
     [(None, "2025-04-09", "apart", who, "rejects", "Algeria") for who in ("Burkina Faso", "Mali", "Niger")]),
    ("attacks-by-month", {"since": "2025-06", "until": "2025-06"}, "month attacker target statements", [
      ("2025-06", J, "army camp", "2")]),
    ("by-source", {"publisher": "bulletin", "confidence": "0.9"}, "source report subject relation object",
     [
      ("Civilian Protection Bulletin (sample)", "2021-06-11-solhan.txt", "Solhan", "locatedIn", "Yagha Province"),
      ("Civilian Protection Bulletin (sample)", "2021-06-11-solhan.txt", "Volunteers for the Defence of the Homeland", "subordinateTo", "Burkinabe Armed Forces"),
      ("Civilian Protection Bulletin (sample)", "2021-06-11-solhan.txt", "António Guterres", "leads", "United Nations")]),
    ("casualties", {}, "number attacker relation victim report", [
      ("84", CSP, "kills", "Russia", TINZA),
      ("50", J, "kills", "Russia", TINZA),
      ("10", J, "kills", "Mali", TINZA)]),
    ("casualties", {"actor": "Mali"}, "number when reported claimant", [("10", None, "2024-08-07", J)]),
    ("casualties-by-month", {}, "month victim statements highest sum", [
      ("2024-08", "Russia", "2", "84", "134"),
      ("2024-08", "Mali", "1", "10", "10")]),
    ("casualty-conflicts", {}, "victim number otherNumber attacker otherAttacker", [("Russia", "84", "50", CSP, J)]),
    ("chain-of-command", {"actor": "Africa Corps"}, "superior direct basis", [("Russian Ministry of Defence", "yes", "reports")]),
    ("claims", {"actor": "JNIM"}, "claimant subject relation object", [
      (J, J, "kills", "Mali"),
      (J, J, "kills", "Russia"),
      ("Mohamed Elmaouloud Ramadane", "movement", "cooperatesWith", J)]),
    ("co-attackers", {"actor": "JNIM"}, "one other targets", [
      (J, CSP, "1")]),
    ("contradictions", {"actor": "United States Armed Forces", "months": "120"}, "relation date reported otherRelation otherDate otherReported object report otherReport",
     [
      ("basedIn", None, "2018-01-13", "withdrawsFrom", None, "2024-09-17", "Niger", "2018-01-13-tongo-tongo-claim.txt", "2024-09-17-us-leave-niger.txt")]),
    ("contradictions", {}, "subject", []),
    ("control", {"day": "2013-01-31", "place": "Konna"}, "where who relation when reported", [("Konna", FAMA, "captures", None, "2013-01-12")]),
    ("coups", {"since": "2012", "until": "2012"}, "when who whom report",
     [("2012-03", "soldiers", "Amadou Toumani Touré", "2013-01-12-konna-serval.txt")]),
    ("coverage", {"since": "2025"}, "source month reports",
     [("Analysis desk (sample)", "2025-06", "1"), ("Claims and Denials (sample)", "2025-04", "1"), ("Documents in Brief (sample)", "2025-01", "1"),
      ("Security Monitor (sample)", "2025-11", "1")]),
    ("denials", {}, "subject relation object modality affirmedElsewhere report",
     [
      (J, "captures", "Bamako", "asserted", "no", "2025-11-06-fuel-blockade.txt"),
      ("Mali", "controls", "Kidal", "asserted", "no", "2023-11-15-kidal-minusma.txt"),
      (FAMA, "controls", "Kidal", "asserted", "no", "2023-11-15-kidal-minusma.txt"),
      (FAMA, "controls", "camp", "asserted", "no", "2023-11-15-kidal-minusma.txt"),
      ("movement", "cooperatesWith", J, "asserted", "no", TINZA)]),
    ("deployments", {"place": "Kidal", "until": "2023-10-31"}, "when who relation where", [
      ("2023-10-31", MIN, "withdrawsFrom", "Kidal")]),
    ("deployments-on", {"day": "2022-01-01", "place": "Niger"}, "who relation when reported report",
     [("United States Armed Forces", "basedIn", None, "2018-01-13", "2018-01-13-tongo-tongo-claim.txt")]),
    ("deployments-on", {"day": "2024-12-31", "place": "Niamey"}, "who", [("Russian mercenaries",)]),
    ("detentions", {"since": "2023"}, "when who whom", [
      ("2023-07-26", "Presidential Guard of Niger", "Mohamed Bazoum")]),
    ("doubtful", {"below": "0.68"}, "subject relation object", [
      ("France", "supports", "jihadist groups"),
      ("Niger", "memberOf", "G5 Sahel Joint Force"),
      ("Yevgeny Prigozhin", "founded", "Africa Corps"),
      (J, "attacks", "Kati"),
      ("Alliance of Sahel States", "rejects", "France"),
      (J, "attacks", "supply convoy"),
      ("Abdourahamane Tiani", "leads", "Presidential Guard of Niger"),
      ("Victoria Nuland", "leads", "United States"),
      (FAMA, "controls", "camp"),
      ("Niger", "supplies", "China"),
      ("Russian mercenaries", "memberOf", "Africa Corps"),
      ("Ibrahim Traoré", "leads", "soldiers"),
      (CSP, "kills", FAMA),
      ("former rebels", "cooperatesWith", "government soldiers"),
      ("gendarmerie school", "locatedIn", "Sénou"),
      ("Dioncounda Traoré", "requests", "France"),
      ("French Armed Forces", "withdrawsFrom", "Timbuktu")]),
    ("dyad", {"actor": "Mali", "other": "Ukraine"}, "when subject relation object", [
      ("2024-08-04", "Mali", "accuses", "Ukraine")]),
    ("fulfilled", {"actor": MIN}, "relation object modality told happened", [("withdrawsFrom", "Mali", "sought", "2023-11-15", "no")]),
    ("leaders", {"actor": "Ansar Dine"}, "since until leader basis report",
     [
      (None, None, "Iyad Ag Ghali", "report", "2013-01-12-konna-serval.txt"),
      ("2012-01-01", "2017-03-02", "Iyad Ag Ghali", "gazetteer", None)]),
    ("leaders-on", {"day": "2023-08-11", "actor": "Nigeria"}, "leader basis report", [("Bola Tinubu", "report", "2023-08-11-niger-ecowas-standby.txt")]),
    ("materiel", {"since": "2022"}, "who relation whom materiel",
     [
      ("Algerian air defence", "destroys", FAMA, "drone"),
      ("Niger", "supplies", "China", "drone"),
      ("Turkey", "supplies", "Niger", "drone")]),
    ("members", {"bloc": "AES"}, "member relation since basis", [(who, "memberOf", "2023-09-16", "gazetteer") for who in ("Burkina Faso", "Mali", "Niger")]),
    ("members-on", {"bloc": "ECOWAS", "day": "2025-02-01"}, "member",
     [(who,) for who in ("Benin", "Cape Verde", "Côte d'Ivoire", "Ghana", "Guinea", "Guinea-Bissau", "Liberia", "Nigeria", "Senegal", "Sierra Leone",
                         "The Gambia", "Togo")]),
    ("mentions", {"class": "ArmedGroup", "least": "3"}, "entity first last reports", [("Ansar Dine", "2013-01-12", "2017-03-03", "3")]),
    ("negotiations", {"since": "2023-08", "until": "2023-08"}, "when subject relation object",
     [
      ("2023-08-02", "Salifou Mody", "visits", "Mali"),
      ("2023-08-07", "Victoria Nuland", "visits", "Niamey"),
      ("2023-08-07", "Victoria Nuland", "meetsWith", "Moussa Salaou Barmou")]),
    ("neighbours", {"actor": "Algeria", "least": "3"}, "other between oneOfThem", [
      ("Alliance of Sahel States", "3", "Burkina Faso"),
      (E, "3", "Burkina Faso"),
      ("confederation", "3", "Burkina Faso")]),
    ("new-actors", {"since": "2025-06"}, "actor kind first", [("Yunus-bek Yevkurov", "Person", "2025-06-10")]),
    ("news", {"since": "2020", "actor": "Turkey"}, "when subject relation object report",
     [(None, "Turkey", "supplies", "Niger", "2024-09-17-us-leave-niger.txt")]),
    ("news", {"since": "9999"}, "when", []),
    ("planned", {"actor": "Africa Corps"}, "relation object modality report", [
      ("trains", "Nigerien Armed Forces", "planned", "2024-09-17-us-leave-niger.txt")]),
    ("readings", {"since": "2020"}, "report date source", [(TINZA, "2024-08-07", "Claims and Denials (sample)")]),
    ("realignments", {"day": "2025-04-05"}, "one other turn lastBefore firstSince", [
      ("Algeria", "Mali", "apart", "2025-03-31", "2025-04-07")]),
    ("relation", {"relation": "founded"}, "subject object report",
     [
      ("Iyad Ag Ghali", "Ansar Dine", "2017-03-03-jnim-formation.txt"),
      ("Mokhtar Belmokhtar", "Al-Mourabitoun", "2017-03-03-jnim-formation.txt"),
      ("Yevgeny Prigozhin", "Wagner Group", "2022-10-03-burkina-coup.txt"),
      ("Yevgeny Prigozhin", "Wagner Group", WAGNER),
      ("Yevgeny Prigozhin", "Africa Corps", WAGNER),
      ("Burkina Faso", "Alliance of Sahel States", "2025-01-30-ecowas-communique.txt"),
      ("Mali", "Alliance of Sahel States", "2025-01-30-ecowas-communique.txt"),
      ("Niger", "Alliance of Sahel States", "2025-01-30-ecowas-communique.txt"),
      ("Burkina Faso", "confederation", "2025-01-30-ecowas-communique.txt"),
      ("Mali", "confederation", "2025-01-30-ecowas-communique.txt"),
      ("Niger", "confederation", "2025-01-30-ecowas-communique.txt"),
      ("northern rebels", "Azawad Liberation Front", ALGERIA)]),
    ("sanctions", {"actor": "Wagner Group"}, "when subject relation object",
     [(None, who, "sanctions", "Wagner Group") for who in ("United States", "United Kingdom", "European Union")]),
    ("sanctions", {"actor": "Niger", "since": "2023", "until": "2024"}, "when subject relation",
     [
      ("2023-07-30", E, "sanctions"),
      (None, "Nigeria", "sanctions"),
      ("2024-02", E, "concedes")]),
    ("sentences", {"least": "4"}, "statements inReports report", [
      ("6", "1", "2025-01-30-ecowas-communique.txt"),
      ("6", "1", "2025-01-30-ecowas-communique.txt"),
      ("6", "1", "2025-01-30-ecowas-communique.txt"),
      ("6", "1", "2025-01-30-ecowas-communique.txt"),
      ("6", "1", "2025-01-30-ecowas-communique.txt"),
      ("6", "1", "2025-01-30-ecowas-communique.txt"),
      ("5", "1", "2023-01-08-ivorian-soldiers.txt"),
      ("5", "1", "2023-01-08-ivorian-soldiers.txt"),
      ("5", "1", "2023-01-08-ivorian-soldiers.txt"),
      ("5", "1", "2023-01-08-ivorian-soldiers.txt"),
      ("5", "1", "2023-01-08-ivorian-soldiers.txt"),
      ("4", "1", "2022-08-19-french-withdrawal-mali.txt"),
      ("4", "1", "2022-08-19-french-withdrawal-mali.txt"),
      ("4", "1", "2022-08-19-french-withdrawal-mali.txt"),
      ("4", "1", "2022-08-19-french-withdrawal-mali.txt"),
      ("4", "1", "2018-01-13-tongo-tongo-claim.txt"),
      ("4", "1", "2018-01-13-tongo-tongo-claim.txt"),
      ("4", "1", "2018-01-13-tongo-tongo-claim.txt"),
      ("4", "1", "2018-01-13-tongo-tongo-claim.txt"),
      ("4", "1", "2023-01-08-ivorian-soldiers.txt"),
      ("4", "1", "2023-01-08-ivorian-soldiers.txt"),
      ("4", "1", "2023-01-08-ivorian-soldiers.txt"),
      ("4", "1", "2023-01-08-ivorian-soldiers.txt"),
      ("4", "1", "2017-03-03-jnim-formation.txt"),
      ("4", "1", "2017-03-03-jnim-formation.txt"),
      ("4", "1", "2017-03-03-jnim-formation.txt"),
      ("4", "1", "2017-03-03-jnim-formation.txt"),
      ("4", "1", "2023-01-08-ivorian-soldiers.txt"),
      ("4", "1", "2023-01-08-ivorian-soldiers.txt"),
      ("4", "1", "2023-01-08-ivorian-soldiers.txt"),
      ("4", "1", "2023-01-08-ivorian-soldiers.txt"),
      ("4", "1", "2024-09-17-us-leave-niger.txt"),
      ("4", "1", "2024-09-17-us-leave-niger.txt"),
      ("4", "1", "2024-09-17-us-leave-niger.txt"),
      ("4", "1", "2024-09-17-us-leave-niger.txt")]),
    ("single-source", {"actor": "Mali", "relation": "expels"}, "object onlySource",
     [
      ("Danish Armed Forces", "Analysis desk (sample)"),
      ("Joël Meyer", "Analysis desk (sample)")]),
    ("speakers", {"least": "2"}, "speaker statements reports", [
      ("Mali", "3", "2")]),
    ("subordinates", {"actor": "Russian Ministry of Defence"}, "subordinate direct basis", [("Africa Corps", "yes", "reports")]),
    ("ties", {"actor": "ECOWAS", "least": "2"}, "role relation other statements first last",
     [
      ("does", "sanctions", "Mali", "3", "2020-08-19", "2022-01-01"),
      ("does", "sanctions", "Niger", "2", "2023-07-30", "2025-01-30"),
      ("undergoes", "leaves", "Burkina Faso", "2", "2025-01-29", "2025-01-30"),
      ("undergoes", "leaves", "Mali", "2", "2025-01-29", "2025-01-30"),
      ("undergoes", "leaves", "Niger", "2", "2025-01-29", "2025-01-30")]),
    ("undated", {"actor": "JNIM"}, "missing relationName object", [
      ("place", "attacks", "Kati"),
      ("date and place", "attacks", "retreating column"),
      ("date and place", "kills", "Mali"),
      ("date and place", "kills", "Russia")]),
    ("violent-places", {"since": "2025-06", "until": "2025-11"}, "place statements reports", [
      ("army camp", "2", "1"),
      ("Boulikessi", "1", "1"),
      ("Timbuktu", "1", "1")]),
]  # fmt: skip
AMONG = frozenset(
    {"affiliations", "chain-of-command", "coups", "leaders-on", "mentions", "new-actors", "readings", "speakers", "subordinates"}
)
"""Queries that answer more than is listed: of the gazetteer, or of all that the reports name."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("samples") / "store") as opened:
        ingest(opened, sample_reports())
        yield opened


@pytest.mark.parametrize(
    ("name", "given", "columns", "expected"), ANSWERS, ids=[f"{name}-{number}" for number, (name, *_) in enumerate(ANSWERS)]
)
def test_answers(store: Store, name: str, given: dict[str, str], columns: str, expected: list[tuple[str | None, ...]]) -> None:
    found = values(run_named(store, name, given), *columns.split())
    if name in AMONG:
        found = [row for row in found if row in expected]
    if name == "sanctions":  # of one sentence, and so in no order that the text gives
        found, expected = sorted(found, key=str), sorted(expected, key=str)
    assert found == expected


def test_every_query_is_asked() -> None:
    assert {name for name, *_ in ANSWERS} | {"dated"} == set(load_queries()) - SILENT  # test_periods_in_sparql.py has that


@pytest.mark.parametrize("name", load_queries())
def test_every_example_has_an_answer(store: Store, name: str) -> None:
    answer = run_named(store, name, load_queries()[name].example)
    assert isinstance(answer, Solutions)
    assert bool(answer.rows) == (name not in SILENT)
