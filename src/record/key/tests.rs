use proptest::prelude::*;

use super::*;

const ED25519: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEVkiP7dE6N4rYlo+lauLSKW4woTx9Pa1y8SbWAycmnH";
const P256: &str = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBExNbGeCfHHDgj4bF11I78B+\
    8BEJBQrXsX7HSiJ25AZzpX1gfMuJfKPuz5B9Ci9SCJO89MpEeqtS5CfHDre/5QA=";
const P384: &str = "ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBOBesiOAlIREfRa8P0aAGbUl\
    +2yuotDB9jptuOliVE3++A4FQo6wg45wjL3wgKrTBv/b3/3jo2qREgS5KwPiw6hIAUmgreO4RCz5YqKLCRRte/oCNJldsssv\
    ADdBNTdrCw==";
const P521: &str = "ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAE0VZsbcyn3VPKN7n2lq78G\
    qOpGawXPlV8WeveZKsA+ehX40HeSs0S7oXOnElfpDUAV7Hf+VWPYakqXxvh+ZD0ZuAFKBhhO0XzmqsdUgBPVH0HYqW3dmj7q\
    bsJlELzo/QpOd7PWKXi2ur68/rhgI+gWB2IZjdm9jEyxGnLazWnOq0WVAQ==";
const RSA_2048: &str = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC0/H3DdIJQ11Qu21AAYCiG4xgaq2OUtYMJ4jk1ms6y7r5o84lBQIyIH0rZ\
    qEwJZL8u1iG+Khcoxx29xW690CxbnZ4/E71nwo/Tr9az5WDuoV2zAHKgjxnOnsXan1MODRUIBbMaa9AoJHLc6/d/JoRs+QK+\
    d6qZbiPK4BVoTz0w1jYtfKi1X2mWAQqFQDYZUnfDOgoTZeX+Si7Wm84Wpg71NBzijBM2xfA+Y+WObJn6GnUX87jytX6GiYOu\
    XG3SMQbRVRYfcmePZj0pubJUA/BHvbRw6rUoQ0itIkJw8rtD24zHifwkGvhl0lmPQyrc7vWKHr+I598ZGX+PrN/drR3T";
const RSA_1024: &str = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDPQVL4tt+aZSdJiILmaeFpvNyfUPV6jtTgSfWO1u2Dxb0zGdX3c37Sp1ED\
    LL9XkJtJpojE9fqV1eiTt0iNk7bIu+U2Y4gZPTaNbdHdLBAbUxOKMr50ib+2pqixJMwQ9md67BQ8uBrwDxtHsjN8LBWxkyyU\
    Fdzf2ZwfqJv9VXb2FQ==";
const DSA: &str = "ssh-dss AAAAB3NzaC1kc3MAAACBAJIETuri40xN34YPD7jY0wXqiSJuBZ23lkm292B+E9w1qa6SozJ8ylOKZLtHXymncVoo\
    wdFIaF99GK2LWLfaL4xGKrQUBUVmj5Eq9ChHvwFEBLU4ZkTt4YOXE32uqZdjVToPkAfpRZ/3wcb2t2CF5xVLf/pniletPo05\
    PehT0k1xAAAAFQDLZjLDo0hPS5VQu3wpNB/z9OpccwAAAIBKKRWoCOeHP/8kaBzQPPoTegPMFJNhFAveGADSJLOpqgfHMYsu\
    FmVEwIFcYAoQu5wsKs54Jw/nQK7TThuhY1e+F3b3VGLzyIXTg9pHQfT+CL9ps/BruHa/Icd3osGWbd33WRCB7b1YreSxn9lQ\
    dCVWgbhLoAvqwt8U/zwjUqf3ogAAAIBXWHid+Xgl4J1rt0/c29F4VW5MgIxgZZbjE+Fi4X0Okpqz7aduX/KeIPOZOJkJaQf0\
    o8scCluwqGX5wgsk/6fA/R73N8TCj5i407FXI3M/McHzVpJ2SDHLUCNmiVUX/sJWQtntmf7MUNgX81ZVd78quJbRXPWW4fNL\
    QNmlHXg9eg==";
const CERTIFICATE: &str = "ecdsa-sha2-nistp256-cert-v01@openssh.com AAAAKGVjZHNhLXNoYTItbmlzdHAyNTYtY2VydC12MDFAb3BlbnNzaC5\
    jb20AAAAg59sHIppmCZRIygjQ2tfXYJhLSK3YmdTP4Ktzio7rbdEAAAAIbmlzdHAyNTYAAABBBExNbGeCfHHDgj4bF11I78B\
    +8BEJBQrXsX7HSiJ25AZzpX1gfMuJfKPuz5B9Ci9SCJO89MpEeqtS5CfHDre/5QAAAAAAAAAAAAAAAAEAAAABeAAAAAkAAAA\
    FYWxpY2UAAAAAAAAAAP//////////AAAAAAAAAIIAAAAVcGVybWl0LVgxMS1mb3J3YXJkaW5nAAAAAAAAABdwZXJtaXQtYWd\
    lbnQtZm9yd2FyZGluZwAAAAAAAAAWcGVybWl0LXBvcnQtZm9yd2FyZGluZwAAAAAAAAAKcGVybWl0LXB0eQAAAAAAAAAOcGV\
    ybWl0LXVzZXItcmMAAAAAAAAAAAAAADMAAAALc3NoLWVkMjU1MTkAAAAgRWSI/t0To3itiWj6Vq4tIpbjChPH09rXLxJtYDJ\
    yaccAAABTAAAAC3NzaC1lZDI1NTE5AAAAQNQokst0i42/6BpM22M1EsbTHimaZW8c5GE+qWooob5/iICvXOjOTqqF2YBq3+M\
    yKFgOxR5yAiU2jID7jZXHWAM=";

fn key(line: &str) -> PublicKey {
    line.parse().expect("a key that can count")
}

fn refusal(line: &str) -> KeyError {
    line.parse::<PublicKey>()
        .expect_err("a key that cannot count")
}

#[test]
fn every_kind_that_can_count_is_read_and_written_back_as_it_stood() {
    let kinds = [
        (ED25519, KeyAlgorithm::Ed25519),
        (P256, KeyAlgorithm::EcdsaP256),
        (P384, KeyAlgorithm::EcdsaP384),
        (P521, KeyAlgorithm::EcdsaP521),
        (RSA_2048, KeyAlgorithm::Rsa),
    ];
    for (line, algorithm) in kinds {
        assert_eq!(key(line).algorithm(), algorithm);
        assert_eq!(key(line).to_string(), line);
        let commented = format!("{line} alice@laptop of 2026");
        assert_eq!(key(&commented).comment(), "alice@laptop of 2026");
        assert_eq!(key(&commented).to_string(), commented);
        assert!(!key(line).is_hardware());
    }
}

#[test]
fn a_pasted_line_may_have_space_around_it_and_is_written_without() {
    let pasted = format!("  {}  alice@laptop \n", ED25519.replace(' ', "  "));
    assert_eq!(key(&pasted).to_string(), format!("{ED25519} alice@laptop"));
}

#[test]
fn two_keys_are_one_when_their_bytes_are() {
    let at_home = key(&format!("{ED25519} alice@home"));
    let at_work = key(&format!("{ED25519} alice@work"));
    assert_eq!(at_home, at_work);
    assert_eq!(at_home.cmp(&at_work), Ordering::Equal);
    assert_eq!(
        [at_home, at_work]
            .into_iter()
            .collect::<std::collections::HashSet<_>>()
            .len(),
        1
    );
    assert_ne!(key(ED25519), key(P256));
}

#[test]
fn the_fingerprint_is_the_one_that_ssh_keygen_prints() {
    assert_eq!(
        key(ED25519).fingerprint(),
        "SHA256:lZ3LXFYLv5v+fYbYLubi3AcnKHA5isMHRfpBydq6dZc"
    );
    assert_eq!(
        key(RSA_2048).fingerprint(),
        "SHA256:P4frl+9+wW9a2DZucpQfNThZ+OZ6WDhHP+6vAantCkE"
    );
}

#[test]
fn what_cannot_count_is_refused_by_name() {
    assert_eq!(refusal(""), KeyError::Empty);
    assert_eq!(refusal(" \n"), KeyError::Empty);
    assert_eq!(refusal(DSA), KeyError::Dsa);
    assert_eq!(refusal(CERTIFICATE), KeyError::Certificate);
    assert_eq!(refusal(RSA_1024), KeyError::RsaSize { bits: 1024 });
    assert_eq!(
        refusal(&format!("{ED25519}\n{P256}")),
        KeyError::SeveralLines
    );
    assert_eq!(
        refusal(&format!("{ED25519} a\u{1b}[31mb")),
        KeyError::InvisibleCharacters
    );
    assert_eq!(
        refusal(&format!("{ED25519} a\u{202e}b")),
        KeyError::InvisibleCharacters
    );
    assert_eq!(
        refusal(&format!("{ED25519} {}", "a".repeat(MAX_LINE))),
        KeyError::TooLong
    );
    assert_eq!(
        refusal(&format!("restrict,pty {ED25519}")),
        KeyError::Options
    );
    assert_eq!(
        refusal(&format!("command=\"rm -r /\" {RSA_2048}")),
        KeyError::Options
    );
    assert_eq!(
        refusal("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl"),
        KeyError::Private
    );
    assert_eq!(
        refusal("ssh-ed448 AAAA\u{ad}"),
        KeyError::UnknownAlgorithm {
            name: "ssh-ed448".to_owned()
        }
    );
}

#[test]
fn a_damaged_key_is_refused_for_what_does_not_fit() {
    let base64 = ED25519.split(' ').nth(1).expect("two words");
    let damaged = [
        "ssh-ed25519".to_owned(),
        "ssh-ed25519 %%%".to_owned(),
        format!("ssh-ed25519 {}", &base64[..base64.len() - 4]),
        format!("ssh-ed25519 {base64}AAAA"),
        format!("ssh-rsa {base64}"),
    ];
    for line in damaged {
        assert!(matches!(refusal(&line), KeyError::Damaged { .. }), "{line}");
    }
}

#[test]
fn a_compressed_curve_point_is_no_second_form_of_a_key() {
    let whole = key(P256);
    let (head, point) = whole.as_bytes().split_at(whole.as_bytes().len() - 69);
    let parity = 2 + (point[68] & 1);
    let compressed = [head, &[0, 0, 0, 33, parity], &point[5..37]].concat();
    assert_eq!(
        PublicKey::from_bytes(&compressed),
        Err(KeyError::Damaged {
            what: "its curve point is compressed"
        })
    );
}

#[test]
fn a_wrong_length_inside_is_no_second_form_of_a_key() {
    let mut bytes = key(ED25519).as_bytes().to_vec();
    let length = bytes.len() - 33;
    assert_eq!(bytes[length], 32, "the length of the point");
    bytes[length] = 33;
    assert!(matches!(
        PublicKey::from_bytes(&bytes),
        Err(KeyError::Damaged { .. })
    ));
}

#[test]
fn a_key_is_one_string_in_a_file() {
    let line = format!("{ED25519} alice@laptop");
    let json = serde_json::to_string(&key(&line)).expect("a string");
    assert_eq!(json, format!("\"{line}\""));
    let back: PublicKey = serde_json::from_str(&json).expect("the same key");
    assert_eq!(back.to_string(), line);
    let error = serde_json::from_str::<PublicKey>(&format!("\"{DSA}\"")).expect_err("a weak key");
    assert!(
        error.to_string().contains("DSA keys are too weak"),
        "{error}"
    );
}

proptest! {
    #[test]
    fn any_text_is_a_key_or_an_error(text in "\\PC*|(ssh-(rsa|ed25519)|ecdsa-sha2-nistp256) [A-Za-z0-9+/]{0,200}={0,2}.*") {
        if let Ok(key) = text.parse::<PublicKey>() {
            prop_assert_eq!(key.to_string().parse::<PublicKey>().map(|again| again.to_string()), Ok(key.to_string()));
        }
    }
}
