"""Advice over HTTP. In this folder: `pip install fastapi uvicorn`, `uvicorn service:app`."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

import tactful


def compiled() -> tactful.Network:
    return tactful.Network(tactful.load(tactful.packaged()))


app = FastAPI(title="Advice")
app.state.network = compiled()


@app.exception_handler(tactful.InvalidGiven)
async def say_what_is_wrong(_: Request, error: tactful.InvalidGiven) -> JSONResponse:
    said = [{"loc": ["body", m.fact], "msg": f"{m.problem}; {m.wanted}"} for m in error.mistakes]
    return JSONResponse({"detail": said}, status_code=422)


@app.get("/questions")
async def questions() -> dict[str, Any]:
    return tactful.facts_schema(app.state.network.ruleset)


@app.post("/choices")  # on the event loop: it takes less than a thread would
async def choices(told: dict[str, Any]) -> dict[str, Any]:
    network = app.state.network
    conclusions = network.evaluate(tactful.facts(network.ruleset, told))
    return {name: settled.choices for name, settled in conclusions.decisions.items()}


@app.post("/advice")  # no async, so in a thread: others are answered meanwhile
def advice(told: dict[str, Any], unknown: bool = False) -> dict[str, Any]:
    network = app.state.network
    conclusions = network.evaluate(tactful.facts(network.ruleset, told))
    return tactful.as_json(tactful.explain(network, "", conclusions), unknown=unknown)


@app.post("/matters")
def matters(told: dict[str, Any]) -> list[dict[str, Any]]:
    network = app.state.network
    conclusions = network.evaluate(tactful.facts(network.ruleset, told))
    return [asked._asdict() for asked in tactful.explain(network, "", conclusions).asked]


@app.post("/reload")
def reload() -> str:
    app.state.network = network = compiled()  # what is being answered keeps the one it took
    return network.ruleset.fingerprint
