//! What the check says: findings, each of a code that is data, and the verdict they add up to.
//!
//! A finding knows nothing of rules. Every theme of the check declares its own codes, so that the list of
//! all of them, with what is wrong, why it matters and what fixes it, is made from one place.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::record::id::Number;
use crate::record::layout::LogDir;

/// How much a finding weighs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; changes no verdict.
    Note,
    /// Agreement is missing; people can fix it by signing.
    Blocked,
    /// Tampered or invalid; somebody must change the branch.
    Rejected,
    /// The environment is wrong, so that there is no answer.
    CannotEvaluate,
}

/// What the check decides. Only a pass merges.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Head may be merged into base.
    Pass,
    /// Agreement is missing.
    Blocked,
    /// Something is tampered with or invalid.
    Rejected,
    /// There is no answer here.
    CannotEvaluate,
}

impl Verdict {
    /// What the findings add up to: the heaviest decides.
    pub fn of(findings: &[Finding]) -> Self {
        match findings.iter().map(Finding::severity).max() {
            None | Some(Severity::Note) => Self::Pass,
            Some(Severity::Blocked) => Self::Blocked,
            Some(Severity::Rejected) => Self::Rejected,
            Some(Severity::CannotEvaluate) => Self::CannotEvaluate,
        }
    }

    /// The exit code of `adr check`. 2 is left for mistakes in its usage.
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Pass => 0,
            Self::Blocked => 1,
            Self::Rejected => 3,
            Self::CannotEvaluate => 4,
        }
    }

    /// The verdict in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Blocked => "blocked",
            Self::Rejected => "rejected",
            Self::CannotEvaluate => "cannot evaluate",
        }
    }
}

/// A kind of finding. The name is stable: scripts and dashboards hold on to it.
#[derive(PartialEq, Eq, Debug)]
pub struct Code {
    /// In kebab case.
    pub name: &'static str,
    /// How much such a finding weighs.
    pub severity: Severity,
    /// What is found.
    pub what: &'static str,
    /// Why that matters.
    pub why: &'static str,
    /// What fixes it.
    pub fix: &'static str,
}

/// Declares the codes of a theme, and the list of them.
macro_rules! codes {
    ($($name:ident = $severity:ident $code:literal {
        what: $what:literal, why: $why:literal, fix: $fix:literal $(,)?
    })+) => {
        $(
            #[doc = $what]
            pub(super) static $name: $crate::check::finding::Code = $crate::check::finding::Code {
                name: $code,
                severity: $crate::check::finding::Severity::$severity,
                what: $what,
                why: $why,
                fix: $fix,
            };
        )+
        /// What this theme can find.
        pub(super) static CODES: &[&$crate::check::finding::Code] = &[$(&$name),+];
    };
}
pub(super) use codes;

/// One thing that the check has to say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// Which kind it is.
    pub code: &'static Code,
    /// The log it is about.
    pub log: Option<LogDir>,
    /// The decision it is about.
    pub decision: Option<Number>,
    /// The culprit, from the root of the repository.
    pub path: Option<String>,
    /// The line in it, from 1.
    pub line: Option<usize>,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The command or action that fixes it.
    pub fix: String,
}

impl Finding {
    /// A finding that is about no log in particular. Its fix is the one of its code.
    pub fn new(code: &'static Code, message: impl Into<String>) -> Self {
        Self {
            code,
            log: None,
            decision: None,
            path: None,
            line: None,
            message: message.into(),
            fix: code.fix.to_owned(),
        }
    }

    /// How much it weighs.
    pub fn severity(&self) -> Severity {
        self.code.severity
    }

    /// The same, about this log.
    #[must_use]
    pub fn in_log(mut self, log: &LogDir) -> Self {
        self.log = Some(log.clone());
        self
    }

    /// The same, about this decision.
    #[must_use]
    pub fn on(mut self, decision: Number) -> Self {
        self.decision = Some(decision);
        self
    }

    /// The same, at this path from the root of the repository.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// The same, at this line.
    #[must_use]
    pub fn at_line(mut self, line: usize) -> Self {
        self.line = Some(line);
        self
    }

    /// The same, fixed by this.
    #[must_use]
    pub fn fixed_by(mut self, fix: impl Into<String>) -> Self {
        self.fix = fix.into();
        self
    }
}

/// The code appears by its name, with its severity.
impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Finding", 8)?;
        fields.serialize_field("code", self.code.name)?;
        fields.serialize_field("severity", &self.code.severity)?;
        fields.serialize_field("log", &self.log)?;
        fields.serialize_field("decision", &self.decision)?;
        fields.serialize_field("path", &self.path)?;
        fields.serialize_field("line", &self.line)?;
        fields.serialize_field("message", &self.message)?;
        fields.serialize_field("fix", &self.fix)?;
        fields.end()
    }
}

/// Puts findings in the order in which they are shown, each once: by log and decision, the heaviest first.
pub(super) fn sort(findings: &mut Vec<Finding>) {
    findings.sort_by(|one, other| {
        let key = |finding: &Finding| {
            (
                finding.log.clone(),
                finding.decision,
                std::cmp::Reverse(finding.severity()),
                finding.path.clone(),
                finding.line,
            )
        };
        key(one)
            .cmp(&key(other))
            .then_with(|| one.code.name.cmp(other.code.name))
            .then_with(|| one.message.cmp(&other.message))
    });
    findings.dedup();
}
