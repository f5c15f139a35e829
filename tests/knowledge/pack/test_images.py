"""An approved image only draws: whatever else an SVG can do, it may not do in a chat."""

from pathlib import Path

import pytest

from knowledge.pack.images import MOST_BYTES, fault_of, kept, unpacked
from tests.examples.nusa_delta import PACK

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    "path", sorted((PACK / "brand" / "images").glob("*")), ids=lambda p: p.name
)
def test_the_sample_companys_images_are_sound_and_come_back_as_they_were(path: Path) -> None:
    assert fault_of(path) is None
    assert unpacked(kept(path)) == ("image/svg+xml", path.read_bytes())


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<rect width="9" onload="alert(1)"/>',
        '<a href="https://example.com"><rect width="9"/></a>',
        '<image href="https://example.com/a.png"/>',
        "<foreignObject><p>hi</p></foreignObject>",
        '<rect fill="url(https://example.com/x)"/>',
        "<style>@import 'https://example.com/x.css';</style>",
    ],
)
def test_an_svg_that_does_more_than_draw_is_refused(inside: str, tmp_path: Path) -> None:
    assert fault_of(written(tmp_path, "a.svg", SVG.format(inside)))


def test_what_its_ending_does_not_say_is_refused(tmp_path: Path) -> None:
    assert fault_of(written(tmp_path, "a.png", "<svg/>")) == "not a file of type image/png"
    assert fault_of(written(tmp_path, "b.svg", "no xml")) == "no SVG that can be read"
    assert fault_of(written(tmp_path, "c.svg", "<!DOCTYPE svg>" + SVG.format("")))
    assert fault_of(written(tmp_path, "d.png", b"\x89PNG\r\n\x1a\n")) is None


def test_an_image_too_heavy_for_a_weak_network_is_refused(tmp_path: Path) -> None:
    heavy = SVG.format("<desc>" + "x" * MOST_BYTES + "</desc>")
    assert "KiB" in (fault_of(written(tmp_path, "a.svg", heavy)) or "")
