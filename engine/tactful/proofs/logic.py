"""Propositions for the solver, folded while they are built.

A proposition is a Python ``bool`` as long as it is certain and a z3 expression only where it is
not. Most of a situation is known, so most of a ruleset folds away and the solver sees the rest.

Every expression lives in some context of z3, which one thread at a time may use. There is no
common one: whoever proves something has a context of its own, and what is made of expressions is
made in theirs. So proofs may run side by side in any number of threads.

Instead of expressions there may be gates of a circuit: what is built then can be looked at in many
worlds at once. Of one situation's propositions all are the one or all the other.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from tactful.extras import needed
from tactful.proofs.circuit import Part, PartKind

with needed():  # whoever wants the solver has it from here, and is told here where there is none
    import z3 as z3

z3.Context.owner = False
"""A context of which the making was interrupted has nothing to give back, and says nothing."""

_COUNTS = re.compile(r":(?:sat-)?(rlimit|conflicts)(?:-count)?\s+(\d+)")

Proposition: TypeAlias = "bool | z3.BoolRef | Part"


def new_context() -> z3.Context:
    """A context for one proof, and for one thread at a time.

    To make one takes longer than many a proof, yet none is used for a second: z3 numbers what is
    made in a context, and looks for answers in an order that rests on those numbers. So what it
    finds out within its steps would depend on what had been asked before.

    What is no longer needed may be released by any thread: the collector of cycles runs in
    whichever thread happens to fill a generation, while another one may be in the midst of a proof.
    """
    context = z3.Context()
    z3.Z3_enable_concurrent_dec_ref(context.ref())
    return context


def solver_in(context: z3.Context, *, numbers: bool = False) -> z3.Solver:
    """A solver for propositions, or for such as are made of ``numbers`` as well.

    ``z3.SolverFor`` would do, but looks the logic's name up in the context of the whole process.
    """
    if numbers:
        return z3.Solver(z3.Z3_mk_simple_solver(context.ref()), context)
    logic = z3.Z3_mk_string_symbol(context.ref(), "QF_FD")
    return z3.Solver(z3.Z3_mk_solver_for_logic(context.ref(), logic), context)


def _made(make: Callable[..., object], parts: Sequence[z3.BoolRef], *more: object) -> z3.BoolRef:
    """What ``z3.And`` and the like make, without their search for what to coerce: a fifth."""
    listed = (z3.Ast * len(parts))(*[part.ast for part in parts])
    context = parts[0].ctx
    return z3.BoolRef(make(context.ref(), len(parts), listed, *more), context)


def checked(solver: z3.Solver, assumed: Sequence[z3.BoolRef]) -> int:
    """What the solver says of some assumptions together; ``unsat_core`` says which exclude others.

    What ``solver.check`` does, without its search for what to coerce: half of a small question.
    """
    listed = (z3.Ast * len(assumed))(*[part.as_ast() for part in assumed])
    found = z3.Z3_solver_check_assumptions(solver.ctx.ref(), solver.solver, len(assumed), listed)
    return int(found)


def asserted(solver: z3.Solver, what: Proposition) -> None:
    """Tell a solver something: what ``solver.add`` does, without its search for what to coerce."""
    if isinstance(what, z3.BoolRef):
        z3.Z3_solver_assert(solver.ctx.ref(), solver.solver, what.as_ast())
    elif what is not True:
        solver.add(what)


def guarded(solver: z3.Solver, what: Proposition) -> z3.BoolRef:
    """A new variable that the solver may assume in place of a proposition, which it then obeys.

    Before 5.3 z3 takes variables and their opposites only as assumptions. The solver keeps what
    it is told here until it is popped, so whoever asks it again and again pushes first.
    """
    guard = z3.FreshBool(ctx=solver.ctx)
    if isinstance(what, z3.BoolRef):
        made = z3.Z3_mk_implies(solver.ctx.ref(), guard.as_ast(), what.as_ast())
        asserted(solver, z3.BoolRef(made, solver.ctx))
    else:
        solver.add(z3.Implies(guard, what))
    return guard


def holds(model: z3.ModelRef, part: z3.BoolRef) -> bool:
    """Whether a variable is true in a model; one that does not matter there is not.

    What ``model[part]`` finds, without an object for each answer.
    """
    context = model.ctx.ref()
    declared = z3.Z3_get_app_decl(context, part.as_ast())
    found = z3.Z3_model_get_const_interp(context, model.model, declared)
    return bool(found.value and z3.Z3_get_bool_value(context, found) == z3.Z3_L_TRUE)


def diversified(solver: z3.Solver) -> None:
    """Have a solver for propositions find situations that have little to do with each other.

    One left to itself changes as little as it can from one to the next. It is the same ones each
    time. A solver that knows numbers as well stays as it is.
    """
    if "phase" in {solver.param_descrs().get_name(n) for n in range(solver.param_descrs().size())}:
        solver.set("phase", "random")


def is_so(model: z3.ModelRef, what: Proposition) -> bool:
    """Whether a proposition is true in a model, where what the model leaves open is not."""
    if isinstance(what, bool):
        return what
    return bool(z3.is_true(model.eval(what, model_completion=True)))


def variable(name: str, context: z3.Context) -> z3.BoolRef:
    """A proposition that may be either; of one name there is one in a context."""
    return z3.Bool(name, context)


def twin_of(what: z3.ExprRef) -> z3.ExprRef:
    """A variable like another one, for what that would be in another situation."""
    return z3.Const(f"{what.decl().name()}'", what.sort())


def renamed_in(
    parts: Sequence[z3.BoolRef], renamed: Sequence[tuple[z3.ExprRef, z3.ExprRef]]
) -> Iterator[tuple[int, z3.BoolRef]]:
    """Those of some propositions in which variables were renamed, by their place.

    What has none of the variables is left out, for less than a comparison of numbers each.
    """
    if not parts:
        return
    context = parts[0].ctx
    # One call renames everything, so that what several parts share is walked once.
    together = z3.Function("all", *[z3.BoolSort(context)] * (len(parts) + 1))
    listed = (z3.Ast * len(parts))(*[part.ast for part in parts])
    whole = z3.BoolRef(
        z3.Z3_mk_app(context.ref(), together.ast, len(parts), listed),
        context,
    )
    # As ``z3.substitute`` does, without its looking at each pair anew.
    ours, theirs = (
        (z3.Ast * len(renamed))(*[pair[side].as_ast() for pair in renamed]) for side in (0, 1)
    )
    again = z3.BoolRef(
        z3.Z3_substitute(context.ref(), whole.as_ast(), len(renamed), ours, theirs), context
    )
    app = z3.Z3_to_app(context.ref(), again.as_ast())
    for place, part in enumerate(listed):
        other = z3.Z3_get_app_arg(context.ref(), app, place)
        if other.value != part.value:
            yield place, z3.BoolRef(other, context)


def all_of(parts: Iterable[Proposition]) -> Proposition:
    """True when all parts are."""
    return _put_together(parts, z3.Z3_mk_and, decides=False)


def any_of(parts: Iterable[Proposition]) -> Proposition:
    """True when one of the parts is."""
    return _put_together(parts, z3.Z3_mk_or, decides=True)


def _put_together(
    parts: Iterable[Proposition], make: Callable[..., object], *, decides: bool
) -> Proposition:
    """Parts of which one alone ``decides`` the whole, and its opposite adds nothing."""
    left: list[z3.BoolRef] = []
    opposite = not decides
    for part in parts:
        if part is decides:
            return decides
        if part is not opposite:
            left.append(part)
    if not left:
        return not decides
    if len(left) == 1:
        return left[0]
    return (
        Part(PartKind.ANY if decides else PartKind.ALL, left)
        if isinstance(left[0], Part)
        else _made(make, left)
    )


def negated(part: Proposition) -> Proposition:
    """True when the part is not."""
    if isinstance(part, bool):
        return not part
    if isinstance(part, Part):
        return Part(PartKind.NOT, (part,))
    return z3.BoolRef(z3.Z3_mk_not(part.ctx.ref(), part.as_ast()), part.ctx)


def differ(one: Proposition, other: Proposition) -> Proposition:
    """True when just one of the two is."""
    if isinstance(one, bool):
        return negated(other) if one else other
    if isinstance(other, bool):
        return negated(one) if other else one
    if one.eq(other):
        return False
    return Part(PartKind.DIFFER, (one, other)) if isinstance(one, Part) else z3.Xor(one, other)


def at_least(count: int, parts: Iterable[Proposition]) -> Proposition:
    """True when so many of the parts are."""
    listed = list(parts)
    count -= sum(part is True for part in listed)
    left = [part for part in listed if not isinstance(part, bool)]
    if count <= 0:
        return True
    if count > len(left):
        return False
    if count == 1:
        return any_of(left)
    if count == len(left):
        return all_of(left)
    if isinstance(left[0], Part):
        return Part(PartKind.REACH, left, ((1,) * len(left), count))
    return _made(z3.Z3_mk_atleast, left, count)


def at_most_one(parts: Iterable[Proposition]) -> Proposition:
    """True unless two of the parts are."""
    listed = list(parts)
    sure = sum(part is True for part in listed)
    left = [part for part in listed if not isinstance(part, bool)]
    if sure > 1:
        return False
    if sure == 1:
        return negated(any_of(left))
    if len(left) < 2:
        return True
    if isinstance(left[0], Part):
        return negated(at_least(2, left))
    return at_most(1, left)


def at_most(count: int, parts: Sequence[z3.BoolRef]) -> z3.BoolRef:
    """True when no more of some expressions are: what ``z3.AtMost`` makes, and faster."""
    return _made(z3.Z3_mk_atmost, parts, count)


class Sum:
    """A sum of whole numbers, each of which counts if its proposition is true."""

    __slots__ = ("certain", "terms")

    def __init__(self, terms: Iterable[tuple[Proposition, int]]) -> None:
        self.certain = 0
        self.terms: dict[int, tuple[z3.BoolRef, int]] = {}
        for part, weight in terms:
            self.add(part, weight)

    def add(self, part: Proposition, weight: int) -> None:
        """Add one term."""
        if isinstance(part, bool):
            self.certain += weight * part
            return
        key = part.get_id()
        _, so_far = self.terms.get(key, (part, 0))
        self.terms[key] = (part, so_far + weight)

    def minus(self, other: Sum) -> Sum:
        """The difference of two sums; what both count cancels out."""
        made = Sum([*self.terms.values()])
        made.certain = self.certain - other.certain
        for part, weight in other.terms.values():
            made.add(part, -weight)
        return made

    def reaches(self, least: int) -> Proposition:
        """True when the sum is at least this."""
        needed = least - self.certain
        terms = [(part, weight) for part, weight in self.terms.values() if weight]
        if sum(weight for _, weight in terms if weight < 0) >= needed:
            return True
        if sum(weight for _, weight in terms if weight > 0) < needed:
            return False
        # A negative weight is a positive one for the opposite, less a constant.
        positive: list[tuple[Any, int]] = [(p, w) if w > 0 else (negated(p), -w) for p, w in terms]
        needed -= sum(weight for _, weight in terms if weight < 0)
        if isinstance(positive[0][0], Part):
            return Part(
                PartKind.REACH, [p for p, _ in positive], ([w for _, w in positive], needed)
            )
        return _weighing(positive, needed)


def _weighing(terms: Sequence[tuple[z3.BoolRef, int]], least: int) -> z3.BoolRef:
    """What ``z3.PbGe`` makes, without its search for what to coerce."""
    weights = (ctypes.c_int * len(terms))(*[weight for _, weight in terms])
    return _made(z3.Z3_mk_pbge, [part for part, _ in terms], weights, least)


class Translation:
    """Gates as z3's expressions, many at once: what the functions above make, but a fifth as long.

    What was made is there until ``release``.
    """

    def __init__(self, context: z3.Context) -> None:
        self.context = context
        self._at = context.ref()
        self._made: list[z3.Ast] = []

    def _kept(self, made: z3.Ast) -> z3.Ast:
        z3.Z3_inc_ref(self._at, made)
        self._made.append(made)
        return made

    def release(self) -> None:
        """Let go of all that was made."""
        while self._made:
            z3.Z3_dec_ref(self._at, self._made.pop())

    def constant(self, value: bool) -> z3.Ast:
        """What is always so, or never."""
        return self._kept((z3.Z3_mk_true if value else z3.Z3_mk_false)(self._at))

    def of(self, gate: Part, parts: Sequence[z3.Ast]) -> z3.Ast:
        """What a gate makes of its parts, of these expressions in place of them."""
        at, count = self._at, len(parts)
        if gate.kind is PartKind.NOT:
            return self._kept(z3.Z3_mk_not(at, parts[0]))
        if gate.kind is PartKind.DIFFER:
            return self._kept(z3.Z3_mk_xor(at, *parts))
        listed = (z3.Ast * count)(*parts)
        if gate.kind is PartKind.REACH:
            weights, least = gate.detail
            numbers = (ctypes.c_int * count)(*weights)
            return self._kept(z3.Z3_mk_pbge(at, count, listed, numbers, least))
        make = z3.Z3_mk_or if gate.kind is PartKind.ANY else z3.Z3_mk_and
        return self._kept(make(at, count, listed))

    def differing(self, pairs: Iterable[tuple[z3.Ast, z3.Ast]]) -> z3.BoolRef:
        """When one of some expressions is not what the other of its pair is."""
        each = [self._kept(z3.Z3_mk_xor(self._at, one, other)) for one, other in pairs]
        listed = (z3.Ast * len(each))(*each)
        return z3.BoolRef(z3.Z3_mk_or(self._at, len(each), listed), self.context)


def counted(solver: z3.Solver) -> tuple[int, int]:
    """The steps that were taken in a solver's context so far, and the conflicts of the solver."""
    context = solver.ctx.ref()
    found = z3.Z3_solver_get_statistics(context, solver.solver)
    z3.Z3_stats_inc_ref(context, found)
    try:
        # All of it in one call: to ask for each of some twenty takes three times as long.
        told = dict(_COUNTS.findall(z3.Z3_stats_to_string(context, found)))
    finally:
        z3.Z3_stats_dec_ref(context, found)
    return int(told.get("rlimit", 0)), int(told.get("conflicts", 0))
