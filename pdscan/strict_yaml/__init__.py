"""YAML files that people write, read strictly: all that is wrong is told at once, with lines and nearest words."""

from pdscan.strict_yaml.document import Document, Place, parse
from pdscan.strict_yaml.problems import Problem, in_words, problem, unknown

__all__ = ["Document", "Place", "Problem", "in_words", "parse", "problem", "unknown"]
