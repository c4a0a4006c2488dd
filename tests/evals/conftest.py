"""The command, for tests of `tieout eval`."""

from tests.cli.conftest import tieout as tieout  # a fixture
