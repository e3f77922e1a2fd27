"""What a panel of interviewers costs: advice, reasons and changes, side by side with one person.

The clients of the follow-up rules' own scenarios, with so many interviewers in place of one. The
names are others for every client, so that nothing that is kept for a name can help. Times are the
processor's, the least of some rounds.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from itertools import count

from tactful import Network, explain, load
from tactful.grounding.ground import ground
from tactful.language.conclusions import Status
from tactful.network.kept import network_with
from tactful.proofs.counterfactual import Goal, every_counterfactual
from tactful.scenarios.scenario import Scenario, load_scenarios
from tactful.text.library import packaged

FACTS = ("role", "rapport", "email_known", "phone_known", "address_known")
ROUNDS, CLIENTS = 9, 20
LARGEST = 8
SIDE_BY_SIDE = 3


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
    ruleset = load(packaged())
    network = Network(ruleset)
    every = load_scenarios(packaged(), ruleset).scenarios
    scenarios = [one for one in every if one.given and not one.people][:CLIENTS]
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
