"""What a panel of interviewers costs: advice, reasons and changes, side by side with one person.

The follow-up ruleset is copied, and means, tone and message are made each interviewer's, with the
facts about how to reach them. What settles something for all then asks it of any interviewer. The
names are others for every client, so that nothing that is kept for a name can help. Times are the
processor's, the least of some rounds.
"""

from __future__ import annotations

import gc
import shutil
import tempfile
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import yaml

from tactful import Network, explain, load
from tactful.grounding.ground import ground
from tactful.language.conclusions import Status
from tactful.language.model import Ruleset
from tactful.network.kept import network_with
from tactful.proofs.counterfactual import Goal, every_counterfactual
from tactful.scenarios.scenario import Scenario, load_scenarios
from tactful.text.library import packaged

FACTS = ("rapport", "email_known", "phone_known", "address_known")
DECISIONS = ("channel", "tone", "message_points")
OF_EACH = (*FACTS, *DECISIONS)
ANY = "any interviewer"

ROUNDS, CLIENTS = 9, 20
LARGEST = 8
SIDE_BY_SIDE = 3


def lifted(condition: Any) -> Any:
    """A condition about all, with what it asks of one asked of any interviewer."""
    if isinstance(condition, list):
        return [lifted(part) for part in condition]
    if not isinstance(condition, dict):
        return condition
    own = {name: test for name, test in condition.items() if name in OF_EACH}
    rest = {
        name: lifted(test) if isinstance(test, list) and name not in OF_EACH else test
        for name, test in condition.items()
        if name not in OF_EACH
    }
    return {**rest, ANY: own} if own else rest


def lifted_within(node: Any) -> Any:
    """Everything in a text with each `when` and `unless` in it lifted."""
    if isinstance(node, list):
        return [lifted_within(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: lifted(value)
        if key in ("when", "unless", "applies when") and not isinstance(value, str)
        else lifted_within(value)
        for key, value in node.items()
    }


def rules_for_each(rule: dict[str, Any]) -> list[dict[str, Any]]:
    """A rule as it stands where it is about one interviewer; one more for what it says of all."""
    own = {name: said for name, said in rule["then"].items() if name in OF_EACH}
    rest = {name: said for name, said in rule["then"].items() if name not in OF_EACH}
    found = [{**rule, "then": own}] if own else []
    if rest:
        name = f"{rule['id']}-for-all" if own else rule["id"]
        found.append({**lifted_within(rule), "id": name, "then": rest})
    return found


def read(file: Path) -> Any:
    """A file of rules, every scalar as the text that it is: `no` is no false."""
    return yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506


def of_each(folder: Path) -> Ruleset:
    """The follow-up rules with each interviewer's own means, tone and message."""
    shutil.copytree(packaged(), folder, ignore=shutil.ignore_patterns("scenarios"))
    main = folder / "ruleset.yaml"
    text = read(main)
    text["decisions"] = {
        name: decision if name in DECISIONS else lifted_within(decision)
        for name, decision in text["decisions"].items()
    }
    text["questions"] = lifted_within(text["questions"])
    text["each"] = {
        "interviewer": {
            "plural": "interviewers",
            "facts": [*FACTS],
            "decisions": [*DECISIONS],
        }
    }
    main.write_text(yaml.safe_dump(text, sort_keys=False), encoding="utf-8")
    for file in sorted((folder / "rules").glob("*.yaml")):
        text = read(file)
        text["rules"] = [made for rule in text["rules"] for made in rules_for_each(rule)]
        file.write_text(yaml.safe_dump(text, sort_keys=False), encoding="utf-8")
    return load(folder)


def client(scenario: Scenario, number: int, names: Callable[[], str]) -> Scenario:
    """A client with so many interviewers, of whom each is like the one of a scenario."""
    common = {name: value for name, value in scenario.given.items() if name not in FACTS}
    own = {name: value for name, value in scenario.given.items() if name in FACTS}
    places = range(1, number + 1)
    given = common | {f"{name}[{n}]": value for name, value in own.items() for n in places}
    return Scenario(scenario.title, given, people={"interviewer": tuple(names() for _ in places)})


def least(call: Callable[[], object], clients: int = CLIENTS) -> float:
    """Milliseconds a client, in the fastest of some rounds."""
    found = []
    for _ in range(ROUNDS):
        gc.collect()
        start = time.process_time()
        call()
        found.append((time.process_time() - start) * 1000 / clients)
    return min(found)


def main() -> None:
    """Print what one and several cost."""
    with tempfile.TemporaryDirectory() as folder:
        ruleset = of_each(Path(folder) / "follow-up")
    network = Network(ruleset)
    scenarios = [s for s in load_scenarios(packaged(), load(packaged())).scenarios if s.given]
    scenarios = [s for s in scenarios if set(s.given) <= {*ruleset.facts}][:CLIENTS]
    numbers = count()

    def names() -> str:
        return f"Person {next(numbers)}"

    print("| ms a client | evaluate, grounded | with new names | explain | whatif |")
    print("|---|---|---|---|---|")
    first: list[float] = []
    for number in (1, SIDE_BY_SIDE, LARGEST):
        row = measured(network, scenarios, number, names)
        first = first or row
        ratios = ", ".join(f"{one / before:.2f}" for one, before in zip(row, first, strict=True))
        told = " | ".join(f"{one:.3f}" for one in row)
        print(f"| {number} listed (times one: {ratios}) | {told} |")


def measured(
    network: Network, scenarios: list[Scenario], number: int, names: Callable[[], str]
) -> list[float]:
    """How long each thing takes for clients with so many interviewers."""
    panels = [client(scenario, number, names) for scenario in scenarios]
    grounded = network_with(network, panels[0].people)

    def evaluated() -> None:
        for panel in panels:
            grounded.evaluate(panel.given)

    def named() -> None:
        for panel in panels:
            new = {"interviewer": tuple(names() for _ in range(number))}
            network_with(network, new).evaluate(panel.given)

    def explained() -> None:
        for panel in panels[:10]:
            explain(grounded, panel.title, grounded.evaluate(panel.given))

    def changed() -> None:
        for panel in panels[:3]:
            conclusions = grounded.evaluate(panel.given)
            goals = [
                Goal(name)
                for name, settled in conclusions.decisions.items()
                if settled.status is not Status.NOT_APPLICABLE
            ]
            every_counterfactual(grounded, conclusions, goals)

    ground(network.ruleset, panels[0].people)
    return [
        least(evaluated, len(panels)),
        least(named, len(panels)),
        least(explained, 10),
        least(changed, 3),
    ]


if __name__ == "__main__":
    main()
