"""Keys never stand in a file, and numbers keep their bounds."""

from __future__ import annotations

from pathlib import Path

import pytest

from speedwright.generation.language_model.endpoint import NO_KEY, NoEndpoint, endpoint_of
from speedwright.settings import Settings, SettingsError, load_settings, settings_from

KEY = "sk-not-to-be-shown"


@pytest.mark.parametrize("name", ["model-key", "model-api-key", "api_key", "API-KEY", "model-token"])
def test_a_key_in_a_file_is_refused_and_not_shown(name: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(f'[tool.speedwright]\n{name} = "{KEY}"\n')

    with pytest.raises(SettingsError, match="model-key-variable") as caught:
        load_settings(tmp_path)

    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"), [("model-key-variable", KEY), ("model-base-url", f"https://me:{KEY}@host/v1")]
)
def test_a_key_where_something_else_belongs_is_refused_and_not_shown(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings_from({name: value}, "here")

    assert KEY not in str(caught.value)


def test_some_numbers_may_be_zero_and_none_negative() -> None:
    assert settings_from({"model-rounds": 0, "model-input-price": 0}, "here").model_rounds == 0
    for name, value in (("model-rounds", -1), ("model-candidates", 0), ("model-output-price", True)):
        with pytest.raises(SettingsError, match=name):
            settings_from({name: value}, "here")


def test_an_endpoint_needs_an_address_and_a_model_and_has_its_key_from_the_environment() -> None:
    with pytest.raises(NoEndpoint, match="model-base-url and model-name"):
        endpoint_of(Settings())
    with pytest.raises(NoEndpoint, match="http"):
        endpoint_of(Settings(model_base_url="file:///etc", model_name="m"))
    settings = Settings(model_base_url="http://h/v1/", model_name="m", model_key_variable="MINE")

    assert endpoint_of(settings, environment={"MINE": KEY}).key == KEY
    assert endpoint_of(settings, environment={}).key == NO_KEY
    assert endpoint_of(settings, "from the editor", {"MINE": KEY}).key == "from the editor"
    assert KEY not in repr(endpoint_of(settings, environment={"MINE": KEY}))
