//! What has been found of each decision, place by place, and which of it is where the decision has gone furthest.

use std::collections::{BTreeMap, BTreeSet};

use super::{Sighting, Survey, Unreadable};
use crate::action::Error;
use crate::action::ground::Ground;
use crate::action::outlines::{self, Outlined};
use crate::action::places::Place;
use crate::log::DecisionLog;
use crate::log::decision::Decision;
use crate::log::tree::ObjectId;
use crate::record::id::{DecisionId, Number};

/// A place that is looked at.
pub(super) struct Held<'p> {
    /// Which.
    pub(super) place: &'p Place,
    /// Its tree.
    pub(super) tree: ObjectId,
    /// Whether what it has settled is settled.
    pub(super) is_authority: bool,
    /// The first place has the lowest.
    pub(super) rank: usize,
}

/// A decision as one place holds it.
struct Candidate {
    sighting: Sighting,
    folder: Option<ObjectId>,
    tip: ObjectId,
    rank: usize,
}

impl Candidate {
    fn newest(&self) -> u32 {
        newest(&self.sighting.decision)
    }

    /// The further a branch has gone with a decision, the larger.
    fn progress(&self) -> (u32, usize, std::cmp::Reverse<usize>) {
        let decision = &self.sighting.decision;
        (
            self.newest(),
            decision.signoffs.len(),
            std::cmp::Reverse(self.rank),
        )
    }
}

fn newest(decision: &Decision) -> u32 {
    decision.newest().map_or(0, |stored| stored.value.revision)
}

/// A decision as a place has settled it.
struct Settled {
    /// Where it is; `None` where nothing of it can wait for anybody.
    sighting: Option<Sighting>,
    newest: u32,
    resolutions: usize,
    signoffs: usize,
    tip: ObjectId,
    is_authority: bool,
    rank: usize,
}

impl Settled {
    /// The further a branch has gone with what is settled, the larger: to the sign-offs that were received there and
    /// wait to be merged.
    fn progress(&self) -> (u32, usize, usize, std::cmp::Reverse<usize>) {
        (
            self.newest,
            self.resolutions,
            self.signoffs,
            std::cmp::Reverse(self.rank),
        )
    }
}

impl Held<'_> {
    /// What to call it where that has to be said.
    fn branch(&self) -> Option<&str> {
        (!self.place.is_head).then_some(self.place.name.as_str())
    }
}

/// What has been found so far.
#[derive(Default)]
pub(super) struct Gathering {
    candidates: BTreeMap<(Number, Option<DecisionId>), Vec<Candidate>>,
    settled: BTreeMap<DecisionId, Vec<Settled>>,
    unreadable: BTreeSet<Unreadable>,
}

impl Gathering {
    /// Reads the decisions of a place of which something can wait for somebody, and notes that the others are
    /// settled.
    pub(super) fn set_aside_what_rests(
        &mut self,
        ground: &Ground<'_>,
        held: &Held<'_>,
    ) -> Result<DecisionLog, Error> {
        let outlines = outlines::outlines(ground, held.tree)?;
        let unread = outlines.unread();
        let waiting = ground.outboxes().signoffs()?;
        let spoken_of: BTreeSet<DecisionId> =
            waiting.iter().map(|stored| stored.value.decision).collect();
        let mut numbers = BTreeSet::new();
        for Outlined { folder, outline } in &outlines.decisions {
            let quiet = outline.id.filter(|id| {
                outline.is_at_rest && !spoken_of.contains(id) && !unread.contains(&folder.number)
            });
            let Some(id) = quiet else {
                numbers.insert(folder.number);
                continue;
            };
            self.settled.entry(id).or_default().push(Settled {
                sighting: None,
                newest: outline.revision.unwrap_or(0),
                resolutions: outline.resolutions,
                signoffs: outline.signoffs,
                tip: held.place.tip,
                is_authority: held.is_authority,
                rank: held.rank,
            });
        }
        let branch = held.branch();
        let here = outlines.unreadable.into_iter().map(|one| Unreadable {
            branch: branch.map(str::to_owned),
            ..one
        });
        self.unreadable.extend(here);
        Ok(ground.store.log_of(held.tree, &ground.dir, &numbers)?)
    }

    pub(super) fn take_in(
        &mut self,
        ground: &Ground<'_>,
        held: &Held<'_>,
        log: DecisionLog,
    ) -> Result<(), Error> {
        let place = held.place;
        for problem in log.all_problems() {
            self.unreadable
                .insert(Unreadable::of(problem, &log, held.branch()));
        }
        for (number, decision) in log.decisions {
            if !decision.problems.is_empty() {
                continue;
            }
            let id = decision.id();
            let path = format!("{}/{}", ground.dir, decision.folder);
            let is_open = decision.status().is_open();
            let sighting = Sighting {
                decision,
                tip: place.tip,
                tree: held.tree,
                branch: place.name.clone(),
                is_head: place.is_head,
                also_on: Vec::new(),
            };
            let (tip, rank) = (place.tip, held.rank);
            if is_open {
                let candidate = Candidate {
                    folder: ground.store.folder(held.tree, &path)?,
                    sighting,
                    tip,
                    rank,
                };
                self.candidates
                    .entry((number, id))
                    .or_default()
                    .push(candidate);
            } else if let Some(id) = id {
                self.settled.entry(id).or_default().push(Settled {
                    newest: newest(&sighting.decision),
                    resolutions: sighting.decision.resolutions.len(),
                    signoffs: sighting.decision.signoffs.len(),
                    sighting: Some(sighting),
                    tip,
                    is_authority: held.is_authority,
                    rank,
                });
            }
        }
        Ok(())
    }

    pub(super) fn finish(self, ground: &Ground<'_>) -> Result<Survey, Error> {
        let Self {
            candidates,
            settled,
            unreadable,
        } = self;
        let mut open = Vec::new();
        for ((_, id), mut candidates) in candidates {
            let settled = id.and_then(|id| settled.get(&id));
            let mut kept = Vec::new();
            for candidate in candidates.drain(..) {
                if !is_settled(ground, &candidate, settled)? {
                    kept.push(candidate);
                }
            }
            let Some(furthest) = (0..kept.len()).max_by_key(|&at| kept[at].progress()) else {
                continue;
            };
            let chosen = kept.swap_remove(furthest);
            let mut sighting = chosen.sighting;
            for other in kept {
                let is_behind = ground.store.is_ancestor(other.tip, chosen.tip)?;
                if !is_behind && other.folder != chosen.folder {
                    sighting.also_on.push(other.sighting.branch);
                }
            }
            open.push(sighting);
        }
        let settled = settled
            .into_values()
            .filter_map(|places| places.into_iter().max_by_key(Settled::progress))
            .filter_map(|furthest| furthest.sighting)
            .collect();
        Ok(Survey {
            open,
            settled,
            unreadable: unreadable.into_iter().collect(),
        })
    }
}

/// Whether a branch holds as open what HEAD, the base or a later commit of its own has settled.
fn is_settled(
    ground: &Ground<'_>,
    candidate: &Candidate,
    settled: Option<&Vec<Settled>>,
) -> Result<bool, Error> {
    for settled in settled.into_iter().flatten() {
        if settled.newest >= candidate.newest()
            && (settled.is_authority || ground.store.is_ancestor(candidate.tip, settled.tip)?)
        {
            return Ok(true);
        }
    }
    Ok(false)
}
