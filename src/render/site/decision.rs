//! The page of a decision. That of decision 0 tells who takes part and by which rules, too.

use minijinja::value::Serde;
use minijinja::{Value, context};

use super::leaf::{self, Leaf};
use super::{SiteError, changes, charter, facts, voices};
use crate::action::show::Ended;
use crate::action::site::{Edit, Entry, Page, Version};
use crate::agreement::status::Word;
use crate::record::custom::Custom;
use crate::record::id::Number;
use crate::record::text::{Alternative, Text};
use crate::record::yaml;
use crate::render::asks;

/// The page.
pub(super) fn page(leaf: &Leaf<'_, '_>, entry: &Entry) -> Result<String, SiteError> {
    let site = leaf.pages.site;
    let Some(page) = site.page(entry) else {
        return Ok(String::new());
    };
    let row = &entry.row;
    let is_charter = row.number == Number::CHARTER;
    let heading = format!("{}. {}", row.number, row.title);
    let open = page
        .standing
        .and_then(|standing| standing.evaluation.as_ref());
    let text = page.text;
    let unreadable: Vec<Value> = site
        .unreadable
        .iter()
        .filter(|one| one.number == Some(row.number))
        .map(|one| context! { path => one.path.as_str(), error => one.error.as_str(), branch => one.branch.as_deref() })
        .collect();
    let more = context! {
        kind => if is_charter { "Charter".to_owned() } else { format!("Decision {}", row.number) },
        name => row.title.as_str(),
        status => row.status.map(leaf::status),
        branch => row.branch.as_deref(),
        page => context! {
            shown => page.shown.as_ref().map(|shown| context! {
                revision => shown.revision,
                who => leaf.who(&shown.by),
                with => shown.with.iter().map(|one| leaf.who(one)).collect::<Vec<_>>(),
                day => shown.at.day().to_string(),
            }),
            newer => newer(&page),
            facts => text.map(|text| facts::facts(leaf, text)),
            text => text.map(|text| written(leaf, entry, text)),
            links => facts::links(leaf, &page),
            said => voices::said(leaf, entry, &page),
            arguments => voices::arguments(leaf, entry, &page),
            ended => page.ended.iter().map(|one| ended(leaf, one)).collect::<Vec<_>>(),
            versions => versions(leaf, &page),
            imported => Value::from(Serde(page.imported)),
            redacted => page.redacted.iter().map(|(path, gap)| context! {
                path => *path, who => leaf.who(&gap.redacted.by), reason => gap.redacted.reason.to_string(),
            }).collect::<Vec<_>>(),
            unpublished => page.unpublished && page.edit.is_none(),
            edit => edit(leaf, entry, &page),
            folder => page.folder.as_str(),
            id => row.id.map(|id| id.to_string()),
        },
        agreed_by => row.agreed_by.iter().map(|one| leaf.who(one)).collect::<Vec<_>>(),
        agreed_on => agreed_on(&page),
        seats => row.agreement.map(|seats| context! { filled => seats.filled, wanted => seats.wanted }),
        missing => open.map(asks::missing),
        unreadable => unreadable,
        unjudged => site.unjudged.as_deref(),
        attachments => attachments(leaf, entry),
        charter => is_charter.then(|| charter::charter(leaf)),
    };
    leaf.render("decision.html", &heading, more)
}

/// The newest revision, where the text in force is another.
fn newer(page: &Page<'_>) -> Option<Value> {
    let newest = page.versions.first()?;
    let shown = page.shown.as_ref()?;
    (newest.step.revision != shown.revision).then(|| {
        context! {
            revision => newest.step.revision,
            state => newest.outcome.map_or("proposed", |outcome| Word::from(outcome).as_str()),
            kind => newest.step.kind,
        }
    })
}

fn agreed_on(page: &Page<'_>) -> Option<String> {
    let shown = page.shown.as_ref()?.revision;
    let mut accepted = page.ended.iter().rev();
    accepted
        .find(|one| one.revision == shown && Word::from(one.outcome) == Word::Accepted)
        .map(|one| one.at.day().to_string())
}

/// What a text says, in the order of the format.
fn written(leaf: &Leaf<'_, '_>, entry: &Entry, text: &Text) -> Value {
    let prose = |prose: &Option<_>| prose.as_ref().map(|prose| leaf.prose(entry, prose));
    let assumptions: Vec<Value> = text
        .assumptions
        .iter()
        .map(|one| {
            context! {
                claim => leaf.line(entry, one.claim.as_str()),
                revisit_when => one.revisit_when.as_ref().map(|when| leaf.line(entry, when.as_str())),
            }
        })
        .collect();
    let references: Vec<Value> = text
        .references
        .iter()
        .map(|one| {
            context! {
                title => one.title.to_string(),
                link => one.url.as_ref().and_then(|url| leaf.address(entry, url.as_str())),
                url => one.url.as_ref().map(ToString::to_string),
            }
        })
        .collect();
    context! {
        context => prose(&text.context),
        drivers => lines(leaf, entry, &text.drivers),
        options => text.options.iter().map(|one| option(leaf, entry, one)).collect::<Vec<_>>(),
        decision => prose(&text.decision),
        consequences => prose(&text.consequences),
        assumptions => assumptions,
        confirmation => prose(&text.confirmation),
        references => references,
        custom => custom(&text.custom),
    }
}

fn custom(fields: &Custom) -> Option<String> {
    (!fields.is_empty()).then(|| yaml::write(fields).trim_end().to_owned())
}

fn lines<T: ToString>(leaf: &Leaf<'_, '_>, entry: &Entry, lines: &[T]) -> Vec<Value> {
    lines
        .iter()
        .map(|line| leaf.line(entry, &line.to_string()))
        .collect()
}

fn option(leaf: &Leaf<'_, '_>, entry: &Entry, option: &Alternative) -> Value {
    context! {
        name => leaf.line(entry, option.name.as_str()),
        summary => option.summary.as_ref().map(|prose| leaf.prose(entry, prose)),
        pros => lines(leaf, entry, &option.pros),
        cons => lines(leaf, entry, &option.cons),
    }
}

fn ended(leaf: &Leaf<'_, '_>, ended: &Ended) -> Value {
    let successor = ended
        .by_decision
        .and_then(|id| leaf.pages.site.number_of(id));
    context! {
        outcome => ended.outcome.to_string(),
        revision => ended.revision,
        who => leaf.who(&ended.by),
        day => ended.at.day().to_string(),
        summary => ended.summary.as_deref(),
        successor => successor.map(|number| leaf.decision(number)),
    }
}

fn versions(leaf: &Leaf<'_, '_>, page: &Page<'_>) -> Vec<Value> {
    let newest_first = page.versions.iter().enumerate();
    newest_first
        .map(|(at, one)| version(leaf, one, at == 0))
        .collect()
}

/// What became of a revision, in a word.
fn state(version: &Version<'_>, is_newest: bool) -> &'static str {
    match version.outcome {
        Some(outcome) => Word::from(outcome).as_str(),
        None if is_newest => Word::Proposed.as_str(),
        None => "revised",
    }
}

fn version(leaf: &Leaf<'_, '_>, version: &Version<'_>, is_newest: bool) -> Value {
    let step = &version.step;
    context! {
        revision => step.revision,
        kind => step.kind,
        who => leaf.who(&step.by),
        with => step.with.iter().map(|one| leaf.who(one)).collect::<Vec<_>>(),
        day => step.at.day().to_string(),
        summary => step.summary.as_deref(),
        state => state(version, is_newest),
        digest => version.digest.to_string(),
        short => version.digest.short(),
        changed => version.changes.as_ref().map(|changes| fields(changes)),
        changes => version
            .changes
            .as_ref()
            .filter(|changes| !changes.is_empty())
            .map(|found| leaf::safe(changes::html(found))),
    }
}

/// The names of the fields that changed.
fn fields(changes: &[crate::agreement::compare::Change]) -> Vec<String> {
    let names = changes
        .iter()
        .map(|change| change.field.key().replace('_', " "));
    names.collect()
}

/// What somebody is writing: what it changes in the newest revision, or else all of it.
fn edit(leaf: &Leaf<'_, '_>, entry: &Entry, page: &Page<'_>) -> Option<Value> {
    Some(match page.edit? {
        Edit::Unreadable(error) => context! { error => error, is_draft => false, changes => () },
        Edit::Text(text) if page.versions.is_empty() => context! {
            error => (),
            is_draft => true,
            changes => (),
            missing => text
                .missing_for_proposal()
                .iter()
                .map(|field| field.key())
                .collect::<Vec<_>>(),
            number => entry.row.number.0,
        },
        Edit::Text(_) => context! {
            error => (),
            is_draft => false,
            changes => leaf::safe(changes::html(&page.edited)),
            number => entry.row.number.0,
            who => entry.row.owner.as_ref().map(|owner| leaf.who(owner)),
        },
    })
}

fn attachments(leaf: &Leaf<'_, '_>, entry: &Entry) -> Vec<Value> {
    let files = leaf.pages.published.get(&entry.name);
    files
        .into_iter()
        .flatten()
        .map(|file| {
            let url = leaf.url(&file.path);
            context! {
                title => file.named.title.as_ref().map(ToString::to_string),
                path => file.named.path.to_string(),
                picture => file.picture.as_ref().map(|picture| picture.source(&url)),
                url => url,
                size => size(file.size),
                digest => file.named.sha256.to_string(),
            }
        })
        .collect()
}

/// Bytes as people say them.
fn size(bytes: usize) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{} KiB", bytes.div_ceil(1024)),
        _ => format!("{} MiB", bytes.div_ceil(1_048_576)),
    }
}
