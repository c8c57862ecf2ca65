#!/bin/sh
# May this change be merged? `adr check` answers, by the charter of the branch that it is merged into.
# Written by `adr ci generic` of adr-sign {version}. docs/ci.md of adr-sign says what each line is for at length.
#
# The gate is as strong as the place of this file: keep it where the author of a change cannot change it.
#
#   REMOTE=https://git.example.com/it.git COMMIT=<id> ADR_TRUST_ROOT=sha256:... adr-check.sh
#
# Exit codes: 0 merge, 1 people have to sign, 3 the branch has to be changed, 4 no answer here.
set -eu

# Where the repository is, as git clones it, and the full id of the commit that is to be merged.
: "${REMOTE:?the address of the repository}"
: "${COMMIT:?the commit to be merged}"
# The branch that it is merged into. Set here, since whoever chooses it chooses the rules.
BASE={branch}
# The digest of the first charter, without which rules of anybody's could judge.
{root}
# One version, whose bytes nobody can replace.
{install}

# Objects only, in a bare repository: without a work tree there is nothing that could run. All branches,
# since the history must be whole and outboxes (`adr-signoffs/*`) may hold objections; no tags, whose names
# could be taken for a branch.
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT
git init --quiet --bare "$objects"
git -C "$objects" remote add origin "$REMOTE"
git -C "$objects" fetch --quiet --no-tags origin '+refs/heads/*:refs/remotes/origin/*' "$COMMIT"

# The last line: its exit code is that of the script.
"$HOME/adr/bin/adr" -C "$objects" check --base "refs/remotes/origin/$BASE" --head "$COMMIT" \
  --trust-root "$ADR_TRUST_ROOT"
