"""How long one evaluation takes, next to other engines making the same decision.

    make bench

Everything runs interleaved in one process: each situation is given to each engine in turn, in an
order that rotates, so that whatever else the machine does falls on all of them alike. All peers'
choices are compared with tactful's before anything is timed. Then: how compiling grows with the
number of rules, and the whole ``tactful evaluate`` process against importing click and yaml.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random

import kind
from peer_clips import Clips
from peer_zen import Zen
from peers import CallsOnly, Peer, RawDurableRules
from tactful import durable
from tactful.model import Ruleset
from tactful.network import Network
from tactful.values import Value

EXAMPLE = Path(__file__).parent.parent / "docs" / "examples" / "warm-talk.yaml"

Situation = Mapping[str, Value]


def recorded(network: Network, situations: list[Situation]) -> CallsOnly:
    """The messages that evaluating these situations sends."""
    messages: dict[int, list[tuple[int, str]]] = {n: [] for n in range(len(situations))}
    current = 0
    real = durable.Session.match

    def record(session: durable.Session, message: durable.Message, texts: list[str]) -> list[int]:
        messages[current].append((message.handle, message.text("recorded", texts)))
        return real(session, message, texts)

    durable.Session.match = record  # type: ignore[method-assign, assignment]
    for current, situation in enumerate(situations):  # noqa: B007 - `record` reads it
        network.evaluate(situation)
    durable.Session.match = real  # type: ignore[method-assign]
    return CallsOnly(messages)


def check_peers(peers: list[Peer], network: Network, situations: list[Situation]) -> None:
    """Stop if any peer decides otherwise than tactful anywhere."""
    for situation in situations:
        decisions = network.evaluate(situation).decisions
        expected = {name: settled.choices for name, settled in decisions.items()}
        for peer in peers:
            if peer.choices(situation) != expected:
                sys.exit(f"{peer.name} decides otherwise: {situation}")


RENEWED_EVERY = 100
"""Evaluations after which the peers that wear out are made anew, outside the timing."""


def interleaved(
    runs: dict[str, Callable[[int], object]], count: int, peers: Sequence[Peer] = ()
) -> dict[str, list[float]]:
    """Seconds of each run of each contender on situations 0 to ``count`` - 1."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    names = list(runs)
    for number in range(count):
        if number % RENEWED_EVERY == 0:
            for peer in peers:
                peer.renew()
        turn = number % len(names)
        for name in (*names[turn:], *names[:turn]):
            start = time.perf_counter()
            runs[name](number)
            times[name].append(time.perf_counter() - start)
    return times


def one_evaluation(count: int) -> None:
    """The table of one evaluation's time."""
    ruleset = kind.ruleset()
    network = Network(ruleset)
    rng = Random(7)
    situations: list[Situation] = [kind.situation(rng, ruleset) for _ in range(count)]
    peers: list[Peer] = [RawDurableRules(ruleset), Clips(ruleset), Zen(ruleset)]
    check_peers(peers, network, situations)
    calls = recorded(network, situations)
    runs: dict[str, Callable[[int], object]] = {
        "tactful": lambda n: network.evaluate(situations[n]),
        **{peer.name: lambda n, peer=peer: peer.choices(situations[n]) for peer in peers},  # type: ignore[misc]
        calls.name: calls.run,
    }
    interleaved(runs, min(500, count), peers)
    times = interleaved(runs, count, peers)
    by_hand = statistics.median(times[RawDurableRules.name])
    fired = statistics.mean(len(network.evaluate(s).fired) for s in situations[:300])
    print(
        f"One evaluation: {len(ruleset.rules)} rules, {len(ruleset.facts)} facts, "
        f"{len(ruleset.decisions)} decisions; {fired:.0f} rules fire; {count} situations"
    )
    print(f"  {'':34} {'median':>9} {'95%':>9}   to raw by hand")
    for name, taken in times.items():
        median, high = statistics.median(taken), sorted(taken)[int(0.95 * len(taken))]
        ratio = median / by_hand
        print(f"  {name:34} {median * 1e6:6.1f} us {high * 1e6:6.1f} us   {ratio:.2f}")


def compiling() -> None:
    """How compile time grows."""
    print("\nCompiling")
    for count in (125, 250, 500, 1000, 2000):
        ruleset: Ruleset = kind.ruleset(count)
        taken = []
        for _ in range(5):
            start = time.perf_counter()
            Network(ruleset)
            taken.append(time.perf_counter() - start)
        median = statistics.median(taken)
        print(f"  {count:5} rules {median * 1e3:8.1f} ms   {median / count * 1e6:6.1f} us a rule")


def whole_process(count: int) -> None:
    """The command as a process against the imports that any such command pays for."""
    commands = {
        'python -c "import click, yaml"': [sys.executable, "-c", "import click, yaml"],
        "tactful evaluate": [
            str(Path(sys.executable).with_name("tactful")),
            "evaluate",
            str(EXAMPLE),
        ],
    }
    # An installed package has its bytecode; a shell that forbids writing it must not undo that.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}

    def run(command: list[str]) -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)

    runs: dict[str, Callable[[int], object]] = {
        name: lambda _, command=command: run(command)  # type: ignore[misc]
        for name, command in commands.items()
    }
    interleaved(runs, 2)
    times = interleaved(runs, count)
    base = statistics.median(next(iter(times.values())))
    print(f"\nThe whole process, median of {count}")
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"  {name:34} {median * 1e3:6.1f} ms   {median / base:.2f}")


def main() -> None:
    """Run all three."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--evaluations", type=int, default=3000)
    parser.add_argument("--processes", type=int, default=25)
    arguments = parser.parse_args()
    one_evaluation(arguments.evaluations)
    compiling()
    whole_process(arguments.processes)


if __name__ == "__main__":
    main()
