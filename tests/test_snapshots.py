"""What every bad input prints is what stands in the snapshots."""

import pytest

from tests.snapshots import LANGUAGES, SNAPSHOTS, batteries, snapshot


@pytest.mark.parametrize("battery", batteries())
def test_snapshots_are_up_to_date(battery: str) -> None:
    now = snapshot(battery)
    for lang in LANGUAGES:
        path = SNAPSHOTS / f"{battery}.{lang}.txt"
        assert path.exists(), f"run: python -m tests.snapshots --write {battery}"
        assert path.read_text(encoding="utf-8") == now[lang], f"run: python -m tests.snapshots --write {battery}"


def test_no_snapshot_is_left_without_its_battery() -> None:
    wanted = {f"{battery}.{lang}.txt" for battery in batteries() for lang in LANGUAGES}
    assert not {path.name for path in SNAPSHOTS.glob("*.txt")} - wanted
