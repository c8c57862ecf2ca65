//! Security keys. Their signatures are built byte by byte with a key in software, as OpenSSH's
//! `PROTOCOL.u2f` lays them out, and shown to the real `ssh-keygen` as well, so that the bytes are right.

use adr_sign::record::armor::Armor;
use adr_sign::record::key::PublicKey;
use adr_sign::record::proof::{Flaw, Proof};
use adr_sign::signing::verify;
use p256::ecdsa::signature::Signer as _;
use sha2::{Digest, Sha256, Sha512};
use ssh_key::private::Ed25519Keypair;

use super::keyring::{Keyring, PAYLOAD};

const APPLICATION: &[u8] = b"ssh:";
pub const TOUCHED: u8 = 0x01;
pub const NOBODY: u8 = 0x00;
const COUNTER: u32 = 7;

const ED25519: &str = "sk-ssh-ed25519@openssh.com";
const ECDSA: &str = "sk-ecdsa-sha2-nistp256@openssh.com";

/// Makes the raw signature of some bytes.
type Sign = Box<dyn Fn(&[u8]) -> Vec<u8>>;

/// A security key in software.
pub struct Token {
    kind: &'static str,
    /// The public key in OpenSSH's wire form.
    public: Vec<u8>,
    sign: Sign,
}

impl Token {
    pub fn ed25519() -> Self {
        let pair = Ed25519Keypair::from_seed(&[9; 32]);
        Self {
            kind: ED25519,
            public: strings(&[ED25519.as_bytes(), pair.public.as_ref(), APPLICATION]),
            sign: Box::new(move |message| {
                let signature: ssh_key::Signature = pair.sign(message);
                signature.as_bytes().to_vec()
            }),
        }
    }

    fn ecdsa() -> Self {
        let key = p256::ecdsa::SigningKey::from_slice(&[9; 32]).expect("a scalar");
        let point = key.verifying_key().to_encoded_point(false);
        Self {
            kind: ECDSA,
            public: strings(&[ECDSA.as_bytes(), b"nistp256", point.as_bytes(), APPLICATION]),
            sign: Box::new(move |message| {
                let signature: p256::ecdsa::Signature = key.sign(message);
                let (r, s) = signature.split_bytes();
                strings(&[&positive(&r), &positive(&s)])
            }),
        }
    }

    pub fn key(&self) -> PublicKey {
        PublicKey::from_bytes(&self.public).expect("a key that can count")
    }

    /// The signature of a payload by the token, with these flags.
    pub fn signature(&self, payload: &[u8], flags: u8) -> Armor {
        self.signature_that_claims(payload, flags, flags)
    }

    /// A signature whose visible flags need not be those that the token signed.
    fn signature_that_claims(&self, payload: &[u8], signed: u8, claimed: u8) -> Armor {
        let hash = Sha512::digest(payload);
        let message = [
            b"SSHSIG".as_slice(),
            &strings(&[b"adr-sign", b"", b"sha512", &hash]),
        ]
        .concat();
        let counter = COUNTER.to_be_bytes();
        let to_sign = [
            &Sha256::digest(APPLICATION)[..],
            &[signed],
            &counter,
            &Sha256::digest(&message)[..],
        ]
        .concat();
        let inner = [
            &strings(&[self.kind.as_bytes(), &(self.sign)(&to_sign)])[..],
            &[claimed],
            &counter,
        ]
        .concat();
        let blob = [
            b"SSHSIG".as_slice(),
            &1_u32.to_be_bytes(),
            &strings(&[&self.public, b"adr-sign", b"", b"sha512", &inner]),
        ]
        .concat();
        Armor::from_bytes(blob).expect("armour")
    }
}

/// Strings in OpenSSH's form, one after the other.
fn strings(strings: &[&[u8]]) -> Vec<u8> {
    strings
        .iter()
        .flat_map(|string| {
            let length = u32::try_from(string.len()).expect("a short string");
            [&length.to_be_bytes(), *string].concat()
        })
        .collect()
}

/// A positive number in OpenSSH's form: no zeros in front, but for one that keeps it positive.
fn positive(bytes: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = bytes
        .iter()
        .copied()
        .skip_while(|byte| *byte == 0)
        .collect();
    if digits.first().is_some_and(|byte| *byte >= 0x80) {
        [&[0], &digits[..]].concat()
    } else {
        digits
    }
}

#[test]
fn a_security_key_proves_its_key_and_whether_it_was_touched() {
    let keyring = Keyring::new();
    for token in [Token::ed25519(), Token::ecdsa()] {
        assert!(token.key().is_hardware());
        for (flags, user_present) in [(TOUCHED, true), (NOBODY, false)] {
            let armor = token.signature(PAYLOAD, flags);
            assert_eq!(
                verify(&armor, PAYLOAD),
                Proof::Signed {
                    key: token.key(),
                    user_present
                }
            );
            // OpenSSH makes no difference between the two: the flag is for us to ask for.
            assert!(
                keyring.ssh_accepts(&token.key(), &armor, PAYLOAD),
                "{}",
                token.kind
            );
        }
    }
}

#[test]
fn a_touch_cannot_be_claimed_after_the_fact() {
    let keyring = Keyring::new();
    for token in [Token::ed25519(), Token::ecdsa()] {
        let armor = token.signature_that_claims(PAYLOAD, NOBODY, TOUCHED);
        assert_eq!(
            verify(&armor, PAYLOAD),
            Proof::Broken {
                flaw: Flaw::Altered
            }
        );
        assert!(
            !keyring.ssh_accepts(&token.key(), &armor, PAYLOAD),
            "{}",
            token.kind
        );
    }
}

#[test]
fn other_flags_than_presence_are_no_presence() {
    // 0x04 says that a PIN or a finger was verified, which a token may say without a touch.
    for token in [Token::ed25519(), Token::ecdsa()] {
        let proof = verify(&token.signature(PAYLOAD, 0x04), PAYLOAD);
        assert!(
            matches!(
                proof,
                Proof::Signed {
                    user_present: false,
                    ..
                }
            ),
            "{proof:?}"
        );
        let proof = verify(&token.signature(PAYLOAD, 0x05), PAYLOAD);
        assert!(
            matches!(
                proof,
                Proof::Signed {
                    user_present: true,
                    ..
                }
            ),
            "{proof:?}"
        );
    }
}

#[test]
fn the_signature_of_a_security_key_does_not_fit_another_text() {
    for token in [Token::ed25519(), Token::ecdsa()] {
        let longer = [PAYLOAD, b"\n"].concat();
        let armor = token.signature(PAYLOAD, TOUCHED);
        assert_eq!(
            verify(&armor, &longer),
            Proof::Broken {
                flaw: Flaw::Altered
            }
        );
    }
}
