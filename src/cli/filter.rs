//! Which decisions a command is about, by what they say and who signed them.

use chrono::NaiveDate;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::action::list::Filter;
use crate::agreement::status::Word;
use crate::record::name::{Handle, Tag};

/// What decisions must be. Of those that may be given several times, any status and owner has to match, and all tags
/// and signers.
#[derive(Args, Debug)]
pub struct FilterArguments {
    /// Only of this status, as a whole or of the newest revision
    #[arg(long, value_name = "STATUS", value_parser = status())]
    status: Vec<Word>,
    /// Only with this tag
    #[arg(long, value_name = "TAG")]
    tag: Vec<Tag>,
    /// Only driven by this person
    #[arg(long, value_name = "PERSON")]
    owner: Vec<Handle>,
    /// Only where this person signed anything
    #[arg(long, value_name = "PERSON")]
    signer: Vec<Handle>,
    /// Only where the text or the outcome is of this day or later
    #[arg(long, value_name = "DATE")]
    since: Option<NaiveDate>,
}

impl From<FilterArguments> for Filter {
    fn from(arguments: FilterArguments) -> Self {
        Self {
            status: arguments.status,
            tags: arguments.tag,
            owners: arguments.owner,
            signers: arguments.signer,
            since: arguments.since,
        }
    }
}

/// A status by its word.
pub fn status() -> impl TypedValueParser<Value = Word> {
    PossibleValuesParser::new(Word::ALL.map(Word::as_str)).map(|word| {
        let same = |one: &Word| one.as_str() == word;
        Word::ALL.into_iter().find(same).unwrap_or(Word::Draft)
    })
}
