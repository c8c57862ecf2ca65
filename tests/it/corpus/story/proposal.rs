//! A real proposal as the draft of a new decision.

use std::collections::BTreeSet;
use std::path::PathBuf;

use adr_sign::interchange::{Import, ImportedDecision, Role, kep};
use adr_sign::record::id::DecisionId;
use adr_sign::record::name::Party;
use adr_sign::record::prose::Prose;
use adr_sign::record::yaml;

use super::super::kep::with_approvers_at_hand;

/// How many are taken.
const WANTED: usize = 30;

/// A proposal that nobody has put up yet.
#[derive(Clone)]
pub struct Proposal {
    pub title: String,
    pub owner: String,
    pub approvers: Vec<String>,
    /// The text without an `id`, as `adr new --from` takes it.
    pub draft: String,
}

/// Where a proposal is drafted.
pub enum Home {
    /// In the repository that everybody sees.
    Shared,
    /// In somebody's clone.
    Clone(PathBuf),
}

/// A proposal that is put up.
pub struct Open {
    pub number: u32,
    pub branch: String,
    pub proposal: Proposal,
}

impl Open {
    /// Whom its text names.
    pub fn approvers(&self) -> BTreeSet<String> {
        self.proposal.approvers.iter().cloned().collect()
    }

    pub fn owner(&self) -> &str {
        &self.proposal.owner
    }
}

/// Proposals of the slice whose approvers are at hand and wrote nothing of them, in the order of their paths.
pub fn chosen() -> Vec<Proposal> {
    let corpus = super::super::folder("kep-slice");
    let import = kep::read(&super::super::files(&corpus));
    let at_hand = with_approvers_at_hand(&import).into_iter();
    let proposals = at_hand
        .filter(|decision| !is_approved_by_an_author(decision))
        .take(WANTED);
    proposals
        .map(|decision| drafted(&import, decision))
        .collect()
}

fn is_approved_by_an_author(decision: &ImportedDecision) -> bool {
    let mut authors = decision
        .named(Role::Author)
        .filter_map(|naming| naming.party.as_ref());
    authors.any(|author| decision.approvers.contains(author))
}

fn drafted(import: &Import, decision: &ImportedDecision) -> Proposal {
    let owner = decision.owner.clone().expect("somebody drives it");
    let known =
        |party: &Party| import.charter.knows(party) || *party == Party::Person(owner.clone());
    let decision = decision.clone().for_people(known);
    let mut text = decision.text(DecisionId::new(0, 0), |_| None);
    // The slice holds no README, where they would come from.
    let prose = |words: &str| Prose::new(words).ok();
    text.context = text
        .context
        .or_else(|| prose("See the proposal's motivation."));
    text.decision = text.decision.or_else(|| prose("We do as it proposes."));
    let draft = yaml::write(&text);
    let (_id, draft) = draft.split_once('\n').expect("the id stands first");
    Proposal {
        title: text.title.to_string(),
        owner: owner.to_string(),
        approvers: text.approvers.iter().map(ToString::to_string).collect(),
        draft: draft.to_owned(),
    }
}
