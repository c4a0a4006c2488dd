"""Stages that fail are done without and said; a cross-encoder reads what is given to it whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from index.build import update_bm25, update_vectors
from index.cross_encoder import SentenceTransformersReranker, named
from index.embedder import Hashing, Matrix, NoEmbedder
from index.search import Plan, Searcher
from store.library import Library
from store.tables import StoredDocument

AddFiling = Callable[..., StoredDocument]
PAGES = [
    [["Item 1 > Business", "We make hammers and sell them to carpenters."]],
    [["Item 7 > Results", "Sales of hammers rose because carpenters built more."]],
]


@pytest.fixture
def hammers(library: Library, add: AddFiling) -> Library:
    add("one", PAGES, form="10-K", fiscal_year=2023)
    update_bm25(library)
    update_vectors(library, Hashing(64, 16))
    return library


@dataclass(frozen=True, slots=True)
class Broken(Hashing):
    """Fails when a question is embedded."""

    def embed(self, texts: Sequence[str]) -> Matrix:
        raise RuntimeError("out of memory")


def test_vectors_that_fail_are_done_without_and_said(hammers: Library) -> None:
    found = Searcher(hammers, embedder=Broken(64, 16)).search("Why did sales of hammers rise?")
    assert found.hits[0].page == 2
    assert found.weights == {"bm25": 1.0, "vector": 0.0}
    assert "without vectors, which failed: out of memory" in found.applied


@pytest.mark.parametrize("bm25", [True, False])
@pytest.mark.parametrize("fusion", ["led", "rrf", "min-max", "z-score", "cosine"])
def test_every_way_of_fusing_finds_the_page(hammers: Library, bm25: bool, fusion: str) -> None:
    plan = Plan(bm25=bm25, fusion=fusion)  # type: ignore[arg-type]
    found = Searcher(hammers, plan=plan).search("sales of hammers rose because carpenters")
    assert found.hits[0].page == 2


def test_a_cross_encoder_reads_the_best_again_and_is_explained(
    hammers: Library, tmp_path: Path
) -> None:
    reranker = SentenceTransformersReranker(str(tiny_cross_encoder(tmp_path / "model")))
    found = Searcher(hammers, reranker=reranker).search("hammers")
    assert {hit.page for hit in found.hits} == {1, 2}
    read = [hit.explain["cross_encoder"] for hit in found.hits]
    assert read == sorted(read, reverse=True)
    scores = [hit.score for hit in found.hits]
    assert scores == sorted(scores, reverse=True)


def test_a_cross_encoder_that_is_not_there_says_so(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(NoEmbedder, match="cannot be loaded"):
        SentenceTransformersReranker(str(tmp_path / "empty"))


def test_a_setting_names_the_cross_encoder(hammers: Library, tmp_path: Path) -> None:
    assert named(None) is None
    assert named("") is None
    reranker = named(str(tiny_cross_encoder(tmp_path / "model")))
    found = Searcher(hammers, reranker=reranker).search("hammers")
    assert all("cross_encoder" in hit.explain for hit in found.hits)


def test_a_cross_encoder_that_cannot_be_loaded_is_done_without_and_said(
    hammers: Library, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    searcher = Searcher(hammers, reranker=named(str(tmp_path / "empty")))
    plain = Searcher(hammers).search("hammers")
    for _ in range(2):
        found = searcher.search("hammers")
        assert [hit.page for hit in found.hits] == [hit.page for hit in plain.hits]
        assert any(said.startswith("without the reranker: ") for said in found.applied)


def test_a_cross_encoder_that_fails_is_done_without_and_said(
    hammers: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sentence_transformers import CrossEncoder

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(CrossEncoder, "predict", fails)
    reranker = named(str(tiny_cross_encoder(tmp_path / "model")))
    found = Searcher(hammers, reranker=reranker).search("hammers")
    assert found.hits
    assert "without the reranker, which failed: out of memory" in found.applied


def tiny_cross_encoder(folder: Path) -> Path:
    """A BERT of one layer with random weights and the words it needs."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder.mkdir()
    words = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        "hammers",
        "sales",
        "carpenters",
        "we",
        "make",
        "rose",
    ]
    (folder / "vocab.txt").write_text("\n".join(words))
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=64,
        num_labels=1,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizerFast(str(folder / "vocab.txt"), model_max_length=64).save_pretrained(folder)
    return folder
