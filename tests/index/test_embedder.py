"""One suite for every embedder: the model that comes as a package, and hashing."""

import numpy as np
import pytest

from index.embedder import DEFAULT, Embedder, Hashing, NoEmbedder, by_name, load

LONG = " ".join(f"Plant {i} made {i * 7} hammers of steel." for i in range(40))


@pytest.fixture(scope="module")
def model() -> Embedder:
    return load()


@pytest.fixture(params=["hashing", DEFAULT])
def embedder(request: pytest.FixtureRequest, model: Embedder) -> Embedder:
    return Hashing() if request.param == "hashing" else model


def test_vectors_have_length_one_and_the_order_of_the_texts(embedder: Embedder) -> None:
    texts = ["net revenue", "a much longer text about the hammers that were sold", "net revenue"]
    made = embedder.embed(texts)
    assert made.shape == (3, embedder.dimension)
    assert made.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(made, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(made[0], made[2], atol=1e-5)


def test_like_is_nearer_than_unlike(embedder: Embedder) -> None:
    asked, like, unlike = embedder.embed(["revenue rose", "our revenue rose", "a green field"])
    assert asked @ like > asked @ unlike


def test_no_texts_are_no_vectors(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, embedder.dimension)


def test_a_short_text_is_one_window_under_its_head(embedder: Embedder) -> None:
    assert embedder.windows("Sales rose.", "Harbor 10-K") == ["Harbor 10-K\nSales rose."]


def test_a_long_text_is_cut_and_no_word_is_lost(embedder: Embedder) -> None:
    windows = embedder.windows(LONG, "Harbor 10-K")
    assert len(windows) > 1
    assert all(window.startswith("Harbor 10-K\n") for window in windows)
    bodies = [window.removeprefix("Harbor 10-K\n") for window in windows]
    assert LONG.startswith(bodies[0])
    assert LONG.endswith(bodies[-1])
    covered = 0
    for body in bodies:  # each begins before the last one ended: they overlap
        start = LONG.index(body)
        assert start <= covered
        covered = max(covered, start + len(body))
    assert covered == len(LONG)


def test_what_stands_at_the_end_of_a_long_text_counts(embedder: Embedder) -> None:
    windows = embedder.windows(f"{LONG} The anvil was gilded.")
    asked = embedder.embed(["The anvil was gilded."])[0]
    scores = embedder.embed(windows) @ asked
    assert scores.argmax() == len(windows) - 1


def test_an_embedder_is_found_again_by_its_name() -> None:
    assert by_name(Hashing(64, 32).name) == Hashing(64, 32)


def test_the_default_model_reads_no_more_than_it_can(model: Embedder) -> None:
    for window in model.windows(LONG, "Harbor 10-K"):
        assert len(model.windows(window)) == 1
    assert (model.dimension, model.max_tokens) == (384, 256)


def test_a_model_that_is_not_there_says_so(tmp_path: object) -> None:
    with pytest.raises(NoEmbedder, match="cannot be loaded"):
        load(str(tmp_path))
