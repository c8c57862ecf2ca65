//! A report that can be handed on: signed by its auditor, with the files that prove its charters.
//!
//! A bundle is one file of the form that every signed record here has: the report as JSON, and below it the
//! SSH signature over all bytes above the line `signature: |`, made for a purpose of its own
//! ([`AUDIT_NAMESPACE`]). So `ssh-keygen -Y verify` checks it as well as we do.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::report::{LogReport, Report};
use crate::action::Error;
use crate::action::verify;
use crate::agreement::people;
use crate::log::tree::FileMode;
use crate::log::{Content, DecisionLog, LogFile};
use crate::record::digest::Digest;
use crate::record::key::PublicKey;
use crate::record::layout::LogDir;
use crate::record::name::Handle;
use crate::record::proof::Proof;
use crate::signing::payload::{append_signature, payload, signature};
use crate::signing::{AUDIT_NAMESPACE, SigningKey, verify_for};

/// The version of the form.
const FORM: u32 = 1;

/// Most bytes of a bundle that are read: 64 MiB, a report on some 100,000 decisions.
pub const MAX_BYTES: u64 = 64 << 20;

/// Signs a report.
pub fn sign(report: &Report, key: &SigningKey) -> Result<Vec<u8>, Error> {
    let files: BTreeMap<String, &BTreeMap<String, String>> = report
        .logs
        .iter()
        .map(|log: &LogReport| (log.log.to_string(), &log.charter_files))
        .collect();
    let bundle = json!({ "bundle": FORM, "report": report, "charter_files": files });
    // A JSON line begins with a bracket or a space, and so never like the line of the signature.
    let mut text = format!("{bundle:#}");
    text.push('\n');
    let armor = key.sign_for(AUDIT_NAMESPACE, text.as_bytes())?;
    Ok(append_signature(text.as_bytes(), &armor))
}

/// What a bundle proves.
#[derive(Debug, Serialize)]
pub struct BundleReport {
    /// Whether it is what its auditor signed, its charters are proved by its own files, and both are whom and
    /// what was asked for.
    pub holds: bool,
    /// The fingerprint of the key that signed it, where the signature is true.
    pub signed_by: Option<String>,
    /// Whether that was compared with the key of a known auditor.
    pub compared: bool,
    /// Who that is in the charter that the bundle proves, if anybody.
    pub known_as: Option<Handle>,
    /// What is wrong.
    pub faults: Vec<String>,
    /// What it says, as it was signed; nothing where the signature is not true.
    pub report: Option<Value>,
}

/// What the reader of a bundle knows from elsewhere.
#[derive(Default)]
pub struct Expected {
    /// The auditor's key.
    pub auditor: Option<PublicKey>,
    /// The digest of the first charter.
    pub trust_root: Option<Digest>,
}

/// Verifies the bytes of a bundle. Nothing else is looked at: no repository, no network.
pub fn verify(bytes: &[u8], expected: &Expected) -> BundleReport {
    let mut told = BundleReport {
        holds: false,
        signed_by: None,
        compared: expected.auditor.is_some(),
        known_as: None,
        faults: Vec::new(),
        report: None,
    };
    match signer(bytes) {
        Ok(key) => {
            told.signed_by = Some(key.fingerprint());
            if let Some(auditor) = &expected.auditor
                && *auditor != key
            {
                let (found, wanted) = (key.fingerprint(), auditor.fingerprint());
                told.faults
                    .push(format!("it is signed by {found}, not by {wanted}"));
            }
            content(bytes, &key, expected, &mut told);
        }
        Err(fault) => told.faults.push(fault),
    }
    told.holds = told.faults.is_empty();
    told
}

fn signer(bytes: &[u8]) -> Result<PublicKey, String> {
    let armor = match signature(bytes) {
        None => return Err("it carries no signature".to_owned()),
        Some(Err(error)) => return Err(format!("its signature cannot be read: {error}")),
        Some(Ok(armor)) => armor,
    };
    match verify_for(AUDIT_NAMESPACE, &armor, payload(bytes)) {
        Proof::Signed { key, .. } => Ok(key),
        Proof::Broken { flaw } => Err(flaw.to_string()),
        Proof::Unsigned => Err("it carries no signature".to_owned()),
    }
}

/// Looks at what was signed.
fn content(bytes: &[u8], key: &PublicKey, expected: &Expected, told: &mut BundleReport) {
    let bundle: Value = match serde_json::from_slice(payload(bytes)) {
        Ok(bundle) => bundle,
        Err(error) => {
            return told
                .faults
                .push(format!("what was signed is no report: {error}"));
        }
    };
    if bundle["bundle"] != FORM {
        let fault = "it is of a form that this version does not know: upgrade adr";
        return told.faults.push(fault.to_owned());
    }
    let logs = bundle["report"]["logs"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    for (position, log) in logs.iter().enumerate() {
        let is_first = position == 0;
        let files = &bundle["charter_files"][log["log"].as_str().unwrap_or_default()];
        charters(log, files, is_first, key, expected, told);
    }
    told.report = bundle.get("report").cloned();
}

/// The charters of a log once more, from the files in the bundle, held against what the report says of them.
fn charters(
    log: &Value,
    files: &Value,
    is_first: bool,
    key: &PublicKey,
    expected: &Expected,
    told: &mut BundleReport,
) {
    let name = log["log"].as_str().unwrap_or_default().to_owned();
    let root = log["charter"]["trust_root"].as_str();
    let root: Option<Digest> = root.and_then(|root| root.parse().ok());
    if is_first
        && let Some(wanted) = expected.trust_root
        && root != Some(wanted)
    {
        let fault = format!("its charters do not go back to {wanted}, which you trust");
        told.faults.push(fault);
    }
    // Where the charters do not hold, the report says that, and there is nothing to prove.
    let Some(root) = root else { return };
    let Ok(dir) = name.parse::<LogDir>() else {
        return told
            .faults
            .push(format!("`{}` is no folder of a log", name.escape_debug()));
    };
    let read = DecisionLog::from_files(dir, log_files(files));
    let chain = match verify::chain_of(&read, Some(root)) {
        Ok(chain) => chain,
        Err(flaw) => {
            let fault = format!("its own files do not prove the charters of `{name}`: {flaw}");
            return told.faults.push(fault);
        }
    };
    let proved: Vec<String> = chain
        .links()
        .iter()
        .map(|link| link.digest.to_string())
        .collect();
    let said: Vec<&str> = log["chain"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|link| link["digest"].as_str())
        .collect();
    if proved != said {
        let fault = format!("it names other charters of `{name}` than its own files prove");
        told.faults.push(fault);
    }
    let owner = people::owner_of(chain.in_force().charter, key);
    told.known_as = told
        .known_as
        .take()
        .or(owner.map(|(owner, _)| owner.clone()));
}

fn log_files(files: &Value) -> Vec<LogFile> {
    let files = files.as_object().into_iter().flatten();
    files
        .filter_map(|(path, content)| {
            Some(LogFile {
                path: path.clone(),
                mode: FileMode::Regular,
                content: Content::Bytes(content.as_str()?.as_bytes().to_vec()),
            })
        })
        .collect()
}
