"""The changes, each with `revision`, `down_revision` and `upgrade`; what has been released is never edited."""
