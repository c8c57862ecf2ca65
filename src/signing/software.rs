//! A key in software, for demonstrations on machines without OpenSSH. Real people sign with their own
//! programs, which alone know agents, security keys and passphrases.

use ssh_key::private::{Ed25519Keypair, KeypairData};
use ssh_key::{HashAlg, LineEnding, PrivateKey};

/// An Ed25519 key without a passphrase.
pub struct SoftwareKey(PrivateKey);

impl SoftwareKey {
    /// The key of a seed, which must come from the system's source of randomness to be anybody's secret.
    /// `None` where the comment cannot stand in a key file.
    pub fn from_seed(seed: &[u8; 32], comment: &str) -> Option<Self> {
        let pair = KeypairData::Ed25519(Ed25519Keypair::from_seed(seed));
        PrivateKey::new(pair, comment).ok().map(Self)
    }

    /// Reads a private key as OpenSSH writes it. `None` where it is another kind of key, or encrypted.
    pub fn read(file: &str) -> Option<Self> {
        let key = PrivateKey::from_openssh(file).ok()?;
        (!key.is_encrypted() && key.key_data().ed25519().is_some()).then_some(Self(key))
    }

    /// The private key as OpenSSH writes it.
    pub fn private(&self) -> Option<String> {
        self.0
            .to_openssh(LineEnding::LF)
            .ok()
            .map(|text| text.to_string())
    }

    /// The public key, one line.
    pub fn public(&self) -> Option<String> {
        self.0.public_key().to_openssh().ok()
    }

    /// An SSHSIG over a message, as `ssh-keygen -Y sign` writes it.
    pub fn sign(&self, namespace: &str, message: &[u8]) -> Option<String> {
        self.0
            .sign(namespace, HashAlg::Sha512, message)
            .ok()?
            .to_pem(LineEnding::LF)
            .ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::armor::Armor;
    use crate::record::proof::Proof;

    #[test]
    fn what_it_signs_is_proved_like_any_signature() {
        let key = SoftwareKey::from_seed(&[7; 32], "alice").unwrap();
        let again = SoftwareKey::read(&key.private().unwrap()).unwrap();
        let text = again.sign(crate::signing::NAMESPACE, b"words").unwrap();
        let armor = Armor::from_program(&text).unwrap();
        let Proof::Signed { key: proved, .. } = crate::signing::verify(&armor, b"words") else {
            panic!()
        };
        assert_eq!(proved, key.public().unwrap().parse().unwrap());
        assert!(matches!(
            crate::signing::verify(&armor, b"other words"),
            Proof::Broken { .. }
        ));
    }
}
