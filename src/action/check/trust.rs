//! Which charter judges: the base's, followed back to the trust root; or, where the base has none yet, the
//! pinned one that the change brings.

use super::Stop;
use super::reading::Pair;
use crate::agreement::case::{DecisionFacts, HeardIn};
use crate::agreement::chain::{Chain, ChainFlaw};
use crate::check::environment;
use crate::log::DecisionLog;
use crate::log::case::delegations;
use crate::log::problem::Flaw;
use crate::record::digest::Digest;
use crate::record::resolution::Outcome;
use crate::record::yaml::ReadErrorKind;

/// Of the charter revisions that are trusted the newest that the result has accepted: where an administrator
/// went on, what came before is judged by the older one. The oldest where it has accepted none.
pub(super) fn root(pair: &Pair, roots: &[Digest]) -> Option<Digest> {
    let charter = pair.result.charter();
    let is_accepted = |root: &&Digest| {
        let resolutions = charter.into_iter().flat_map(|one| one.resolutions.values());
        resolutions
            .map(|stored| &stored.value)
            .any(|one| one.outcome == Outcome::Accepted && one.digest == **root)
    };
    roots
        .iter()
        .rev()
        .find(is_accepted)
        .or(roots.first())
        .copied()
}

/// The charters of one log, if they hold.
pub(super) fn chain_of(log: &DecisionLog, root: Option<Digest>) -> Option<Chain<'_>> {
    let charter = log.charter()?;
    Chain::verify(&charter.facts(HeardIn::Base), &delegations(log), root).ok()
}

/// The charters that count, verified.
pub(super) fn chain<'a>(
    pair: &'a Pair,
    root: Option<Digest>,
    base_name: &str,
) -> Result<Chain<'a>, Stop> {
    let none_yet = || match root {
        Some(root) => first_charter(&pair.result, root),
        None => Err(environment::no_charter(base_name).into()),
    };
    let Some(charter) = pair.base.charter() else {
        return none_yet();
    };
    if let Some(problem) = charter.problems.first() {
        let what = format!("{}/{}: {}", pair.base.dir, problem.path, problem.flaw);
        if let Flaw::Unreadable(error) = &problem.flaw
            && error.kind == ReadErrorKind::NewerFormat
        {
            return Err(environment::wrong(what, error.hint.clone()).into());
        }
        return Err(environment::untrusted_charter(what).into());
    }
    match Chain::verify(
        &charter.facts(HeardIn::Base),
        &delegations(&pair.base),
        root,
    ) {
        Ok(chain) => Ok(chain),
        // Decision 0 is there and was never accepted: there is no charter yet.
        Err(ChainFlaw::NoCharter) => none_yet(),
        Err(flaw @ ChainFlaw::OtherRoot { .. }) => {
            goes_on(&pair.result, root).ok_or_else(|| environment::untrusted_charter(flaw).into())
        }
        Err(flaw) => Err(environment::untrusted_charter(flaw).into()),
    }
}

/// Revision 1 of decision 0 as the change brings it, alone: whatever follows is judged under it.
fn first_charter(result: &DecisionLog, root: Digest) -> Result<Chain<'_>, Stop> {
    let Some(charter) = result.charter() else {
        return Err(
            environment::root_not_held("neither the base nor the change has a charter").into(),
        );
    };
    let facts = charter.facts(HeardIn::Branch);
    let first = DecisionFacts {
        number: facts.number,
        revisions: facts.up_to(1),
        resolutions: facts
            .resolutions
            .iter()
            .copied()
            .filter(|resolution| resolution.revision == 1)
            .take(1)
            .collect(),
        heard: facts
            .heard
            .iter()
            .copied()
            .filter(|heard| heard.signoff.revision == 1)
            .collect(),
    };
    Chain::verify(&first, &delegations(result), Some(root))
        .map_err(|flaw| environment::root_not_held(flaw).into())
}

/// The charter by which an administrator goes on when all maintainers are gone: pinned, and judged under
/// itself.
fn goes_on(result: &DecisionLog, root: Option<Digest>) -> Option<Chain<'_>> {
    let chain = Chain::verify(
        &result.charter()?.facts(HeardIn::Branch),
        &delegations(result),
        root,
    )
    .ok()?;
    (Some(chain.in_force().digest) == root).then_some(chain)
}
