"""An outage under steady traffic is no retry storm, and it is over soon after the model is back."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from outage import FAULTS, SCALED, play


@pytest.fixture(scope="module")
def outages():
    with ThreadPoolExecutor() as pool:
        return dict(zip(FAULTS, pool.map(lambda fault: play(fault, SCALED), FAULTS)))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_failing_model_is_probed_once_a_cooldown_and_is_soon_back(outages, fault):
    assert list(outages[fault].violations()) == []
    assert outages[fault].probes, "nobody looked whether the model was back"
