"""How long one evaluation takes, next to other engines making the same decision.

    make bench

Everything runs interleaved in one process: each situation is given to each engine, in an order
drawn anew for each, so that whatever else the machine does, and whatever the engine before left
in the caches, falls on all of them alike. All peers' choices, and all the arguments they
collected, are compared with tactful's before anything is timed. Also: how compiling grows with
the number of rules, and the whole ``tactful evaluate`` process against importing click and yaml.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any, TypeVar
from unittest import mock

import kind
from one_client.peer_clips import Clips, ClipsDirect
from one_client.peer_durable import RECORDED, CallsOnly, RawDurableRules
from one_client.peer_zen import Zen
from one_client.peers import Peer, Situation, same
from tactful.language.model import Ruleset
from tactful.network import compiler, durable
from tactful.network.combinations import Combination, Consequences
from tactful.network.evaluator import Network

T = TypeVar("T")

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "warm-talk.yaml"

MOST_TO_RAW = 2
"""How many times as long as durable-rules by hand tactful may take."""

MOST_TO_IMPORTS = 3
"""How many times as long as importing click and yaml the whole command may take."""

ANEW = "tactful, adding up anew"
"""tactful without what it keeps between evaluations: the peers keep nothing either."""

WARM_UP = 500

RENEWED_EVERY = 100
"""Evaluations after which the peers that wear out are made anew, outside the timing."""


class Anew(Consequences[T]):
    """What combinations of rules come to, worked out anew each time."""

    def __missing__(self, of: Combination) -> T:
        return self._work_out(of)


def forgetful(ruleset: Ruleset) -> Network:
    """A network that keeps nothing of what rules came to in an earlier situation."""
    with mock.patch.object(compiler, "Consequences", Anew):
        return Network(ruleset)


def recorded(network: Network, situations: Sequence[Situation]) -> CallsOnly:
    """The messages that evaluating these situations sends."""
    messages: list[list[tuple[int, str]]] = []
    matcher: Any = network._matcher  # noqa: SLF001 - its handles are nobody else's business
    numbers = (0, *matcher.handles)
    real = durable.DurableSession.match

    def record(
        session: durable.DurableSession, message: durable.DurableMessage, texts: list[str]
    ) -> int:
        messages[-1].append((numbers[message.handle], message.text(RECORDED, texts)))
        return real(session, message, texts)

    with mock.patch.object(durable.DurableSession, "match", record):
        for situation in situations:
            messages.append([])
            network.evaluate(situation)
    return CallsOnly(messages)


def check_peers(peers: Sequence[Peer], network: Network, situations: Sequence[Situation]) -> None:
    """Stop if any peer decides otherwise than tactful anywhere, or for other reasons."""
    for number, situation in enumerate(situations):
        expected = network.evaluate(situation)
        for peer in peers:
            if number % RENEWED_EVERY == 0:
                peer.renew()
            if not same(peer.decide(situation), expected):
                sys.exit(f"{peer.name} decides otherwise: {situation}")


def interleaved(
    runs: dict[str, Callable[[int], object]], count: int, peers: Sequence[Peer] = ()
) -> dict[str, list[float]]:
    """Seconds of each run of each contender on situations 0 to ``count`` - 1."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    rng = Random(11)
    for number in range(count):
        if number % RENEWED_EVERY == 0:
            for peer in peers:
                peer.renew()
        for name in rng.sample(list(runs), len(runs)):
            start = time.perf_counter()
            runs[name](number)
            times[name].append(time.perf_counter() - start)
    return times


def goal(met: bool, what: str) -> None:
    """Say whether a goal is met."""
    print(f"  {'met:' if met else 'NOT met:'} {what}")


def one_evaluation(count: int) -> None:
    """The table of one evaluation's time."""
    ruleset = kind.ruleset()
    network, without = Network(ruleset), forgetful(ruleset)
    rng = Random(7)
    situations: list[Situation] = [kind.situation(rng, ruleset) for _ in range(count)]
    peers: list[Peer] = [
        RawDurableRules(ruleset),
        Clips(ruleset),
        ClipsDirect(ruleset),
        Zen(ruleset),
    ]
    check_peers(peers, network, situations)
    calls = recorded(network, situations)
    runs: dict[str, Callable[[int], object]] = {
        "tactful": lambda n: network.evaluate(situations[n]),
        ANEW: lambda n: without.evaluate(situations[n]),
        **{peer.name: lambda n, peer=peer: peer.decide(situations[n]) for peer in peers},  # type: ignore[misc]
        calls.name: calls.run,
    }
    interleaved(runs, min(WARM_UP, count), peers)
    times = interleaved(runs, count, peers)
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    by_hand = medians[RawDurableRules.name]
    fired = statistics.mean(len(network.evaluate(s).fired) for s in situations[:300])
    print(
        f"\nOne evaluation: {len(ruleset.rules)} rules, {len(ruleset.facts)} facts, "
        f"{len(ruleset.decisions)} decisions; {fired:.0f} rules fire; {count} situations"
    )
    print(f"  {'':34} {'median':>9} {'95%':>9}   to raw by hand")
    for name, taken in times.items():
        high = sorted(taken)[int(0.95 * len(taken))]
        ratio = medians[name] / by_hand
        print(f"  {name:34} {medians[name] * 1e6:6.1f} us {high * 1e6:6.1f} us   {ratio:.2f}")
    ours = medians["tactful"]
    goal(
        ours <= MOST_TO_RAW * by_hand,
        f"at most {MOST_TO_RAW} times {RawDurableRules.name} ({ours / by_hand:.2f})",
    )
    clips = medians[Clips.name]
    anew = medians[ANEW] / clips
    goal(ours < clips, f"faster than {Clips.name} ({ours / clips:.2f}; adding up anew {anew:.2f})")


def compiling() -> None:
    """How compile time grows."""
    print("Compiling, median of 5")
    for count in (125, 250, 500, 1000, 2000):
        ruleset = kind.ruleset(count)
        taken = []
        for _ in range(5):
            start = time.perf_counter()
            Network(ruleset)
            taken.append(time.perf_counter() - start)
        median = statistics.median(taken)
        print(f"  {count:5} rules {median * 1e3:8.1f} ms   {median / count * 1e3:.3f} ms a rule")


def command() -> list[str] | None:
    """How to start the command line here, if there is one."""
    script = Path(sys.executable).with_name("tactful")
    if script.exists():
        return [str(script)]
    if importlib.util.find_spec("tactful_cli") is None:
        return None
    return [sys.executable, "-m", "tactful_cli.app"]


def whole_process(count: int) -> None:
    """The command as a process against the imports that any such command pays for."""
    tactful = command()
    if tactful is None:
        print("\nThe whole process: left out, since the command line is not installed")
        return
    commands = {
        'python -c "import click, yaml"': [sys.executable, "-c", "import click, yaml"],
        "tactful evaluate": [*tactful, "evaluate", str(EXAMPLE)],
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
    ratio = statistics.median(times["tactful evaluate"]) / base
    goal(ratio <= MOST_TO_IMPORTS, f"at most {MOST_TO_IMPORTS} times the imports ({ratio:.2f})")


def main() -> None:
    """Run all three; compiling first, while the heap is empty."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--evaluations", type=int, default=3000)
    parser.add_argument("--processes", type=int, default=15)
    arguments = parser.parse_args()
    compiling()
    one_evaluation(arguments.evaluations)
    whole_process(arguments.processes)


if __name__ == "__main__":
    main()
