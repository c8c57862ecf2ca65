//! The fields of a text by name, for what is compared, edited or carried field by field.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_yaml::Value;

use super::text::Text;

macro_rules! fields {
    ($($variant:ident $field:ident $doc:literal,)*) => {
        /// A field of [`Text`], in the order of the format.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Field {
            $(#[doc = $doc] $variant,)*
        }

        impl Field {
            /// All of them, in the order of the format.
            pub const ALL: [Self; [$(stringify!($field)),*].len()] = [$(Self::$variant),*];

            /// The key in `decision.yaml`.
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$variant => stringify!($field),)*
                }
            }

            /// What a text says there; `Null` or an empty list where it says nothing.
            pub fn value(self, text: &Text) -> Value {
                // Every type in a text serialises into plain YAML values; there is nothing to fail.
                match self {
                    $(Self::$variant => serde_yaml::to_value(&text.$field).unwrap_or_default(),)*
                }
            }
        }
    };
}

fields! {
    Id id "`id`",
    Title title "`title`",
    Owner owner "`owner`",
    Editors editors "`editors`",
    Impact impact "`impact`",
    Tags tags "`tags`",
    Governs governs "`governs`",
    Approvers approvers "`approvers`",
    Consulted consulted "`consulted`",
    Informed informed "`informed`",
    Context context "`context`",
    Drivers drivers "`drivers`",
    Options options "`options`",
    Decision decision "`decision`",
    Consequences consequences "`consequences`",
    Assumptions assumptions "`assumptions`",
    Confirmation confirmation "`confirmation`",
    ReviewBy review_by "`review_by`",
    Supersedes supersedes "`supersedes`",
    Amends amends "`amends`",
    DependsOn depends_on "`depends_on`",
    RelatesTo relates_to "`relates_to`",
    References references "`references`",
    Attachments attachments "`attachments`",
    Charter charter "`charter`",
    Custom custom "`custom`",
}

impl Field {
    /// Whether a charter may call changes of this field editorial. Everything that people agree to by
    /// signing is never editorial, whatever a charter says.
    pub const fn may_be_editorial(self) -> bool {
        matches!(
            self,
            Self::Consulted
                | Self::Informed
                | Self::Drivers
                | Self::ReviewBy
                | Self::RelatesTo
                | Self::References
        )
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}
