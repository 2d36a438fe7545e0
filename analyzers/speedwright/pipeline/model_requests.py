"""Use case `improve --model --dry-run`: the requests that would be sent, and nothing is. Editors ask by them."""

from __future__ import annotations

from collections.abc import Iterator

from speedwright.generation.language_model.answers import Rejected
from speedwright.generation.language_model.endpoint import endpoint_of
from speedwright.model.problem import Problem
from speedwright.pipeline.heating import Heats
from speedwright.pipeline.improve_files import proposals_of
from speedwright.pipeline.improve_request import ImproveRequest, Teller, untold
from speedwright.pipeline.language_model.consent import Consent
from speedwright.pipeline.language_model.profiled import profile_text
from speedwright.pipeline.language_model.session import preview_of
from speedwright.pipeline.language_model.turns import first_turns
from speedwright.pipeline.language_model.use import Preview
from speedwright.pipeline.skills import library


def model_requests(request: ImproveRequest, tell: Teller = untold) -> Iterator[Preview]:
    """What would be sent for each function, in order. Raises NoEndpoint, and SpeedwrightError for wrong targets."""
    assert request.model is not None
    skills = library(request.root, request.python or request.settings.python)
    endpoint = endpoint_of(request.settings, request.model.key)
    heats = None if request.profile is None else Heats(request.profile, request.root)
    for proposals in proposals_of(request, skills, request.overlay, tell, heats):
        for function in proposals.asked:
            profile = profile_text(proposals.source, function, proposals.heat)
            try:
                turns = first_turns(proposals.source, function, skills, request.settings, profile)
            except Rejected as error:
                tell(Problem(proposals.source.path, f"{function} would not be sent: {error}"))
                continue
            if turns:
                yield preview_of(turns, function, endpoint, request.settings)
            else:
                tell(Problem(proposals.source.path, f"{function} would not be sent: it is too long"))


def open_question(request: ImproveRequest) -> Preview | None:
    """What somebody has to agree to before this can be sent; None where that was done, or there is nothing to send.

    For front ends whose question would keep other work waiting, were it asked during the run. Raises as above.
    """
    return None if _consent(request).is_given else next(model_requests(request), None)


def agree_to(request: ImproveRequest) -> None:
    """Remembers that somebody did."""
    _consent(request).give()


def _consent(request: ImproveRequest) -> Consent:
    assert request.model is not None
    return Consent(request.root, endpoint_of(request.settings, request.model.key))
