"""What a solver is told, read back as the gates of a circuit: to be looked at in many situations.

One look settles some hundred situations, where the solver is asked about one after the other. What
a gate says is only read: whoever wants a proof still asks.
"""

from __future__ import annotations

from collections.abc import Sequence

from tactful.proofs.circuit import Part, PartKind, gate_of
from tactful.proofs.logic import Proposition, z3

_KINDS = {
    z3.Z3_OP_TRUE: PartKind.ALL,
    z3.Z3_OP_FALSE: PartKind.ANY,
    z3.Z3_OP_AND: PartKind.ALL,
    z3.Z3_OP_OR: PartKind.ANY,
    z3.Z3_OP_NOT: PartKind.NOT,
    z3.Z3_OP_XOR: PartKind.DIFFER,
}


class Gates:
    """The expressions of one context as gates, each made once.

    A variable is a fact of one case, and called by its number.
    """

    def __init__(self) -> None:
        # The expressions, too: while one is there no other gets its number.
        self._kept: list[z3.BoolRef] = []
        self._made: dict[int, Part | None] = {}

    def gate(self, what: Proposition) -> Part | None:
        """A gate that says what a proposition says; ``None`` where there is none, as of numbers."""
        if not isinstance(what, z3.BoolRef):
            return gate_of(what)
        number = what.get_id()
        if number not in self._made:
            self._kept.append(what)
            self._make(what)
        return self._made[number]

    def _make(self, what: z3.BoolRef) -> None:
        """Make a gate, and before it those that it is made of."""
        context, made = what.ctx.ref(), self._made
        todo: list[tuple[z3.Ast, list[int] | None]] = [(what.as_ast(), None)]
        while todo:
            node, parts = todo.pop()
            number = z3.Z3_get_ast_id(context, node)
            if number in made:
                continue
            app = z3.Z3_to_app(context, node)
            if parts is None:
                count = z3.Z3_get_app_num_args(context, app)
                below = [z3.Z3_get_app_arg(context, app, place) for place in range(count)]
                numbers = [z3.Z3_get_ast_id(context, each) for each in below]
                todo.append((node, numbers))
                todo += [(each, None) for each in below]
                continue
            found = [made[each] for each in parts]
            gates = [each for each in found if each is not None]
            declared = z3.Z3_get_app_decl(context, app)
            whole = len(gates) == len(found)
            made[number] = self._read(context, declared, number, gates) if whole else None

    def _read(
        self, context: z3.ContextObj, declared: z3.FuncDecl, number: int, gates: Sequence[Part]
    ) -> Part | None:
        kind = z3.Z3_get_decl_kind(context, declared)
        if kind in _KINDS:
            return Part(_KINDS[kind], gates)
        if kind == z3.Z3_OP_UNINTERPRETED and not gates:
            return Part(PartKind.CASE, (), (str(number), 0), 0)
        if kind in (z3.Z3_OP_PB_GE, z3.Z3_OP_PB_AT_LEAST, z3.Z3_OP_PB_AT_MOST):
            count = z3.Z3_get_decl_num_parameters(context, declared)
            least, *weights = (
                z3.Z3_get_decl_int_parameter(context, declared, place) for place in range(count)
            )
            if kind == z3.Z3_OP_PB_AT_MOST:
                reached = Part(PartKind.REACH, gates, ([1] * len(gates), least + 1))
                return Part(PartKind.NOT, (reached,))
            return Part(PartKind.REACH, gates, (weights or [1] * len(gates), least))
        return None
