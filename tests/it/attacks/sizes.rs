//! Sizes that no honest change has: the check ends in bounded memory and time, and says what is too much.
//!
//! The bounds are told in `docs/bounds.md`. Memory is held down by the system itself: a check that wants
//! more than is allowed here is killed, and no verdict.

use std::io::Write as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::cli::{Told, told};
use crate::support::team::Team;

/// What one check may take here, in MiB of memory that it writes to: what is told in the documentation, and some
/// for what is not optimised in a test. The program's own text, which grows with every command, is not in it.
const MEMORY: u64 = 352;

/// What one check may take here: not optimised, beside other tests, on a slow machine.
const TIME: Duration = Duration::from_secs(60);

/// Makes commits, as `git fast-import` reads them.
fn import(team: &Team, stream: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>) {
    if team.repo.git(&["branch", "--list", "large"]).is_empty() {
        team.repo.git(&["branch", "large", "main"]);
    }
    let mut child = team
        .repo
        .command("git")
        .args([
            "-c",
            "core.compression=1",
            "fast-import",
            "--quiet",
            "--force",
        ])
        .stdin(Stdio::piped())
        .spawn()
        .expect("git runs");
    let mut input = std::io::BufWriter::new(child.stdin.take().expect("its input"));
    // Without this, git would begin a history of its own.
    writeln!(input, "reset refs/heads/large\nfrom refs/heads/large^0\n").expect("it reads");
    stream(&mut input)
        .and_then(|()| input.flush())
        .expect("it reads");
    drop(input);
    assert!(child.wait().expect("it ends").success());
}

/// The start of a commit on a branch of its own, which begins at `main`.
fn commit(out: &mut dyn std::io::Write) -> std::io::Result<()> {
    write!(
        out,
        "commit refs/heads/large\ncommitter Eli <eli@example.com> 1795000000 +0000\ndata 5\nLarge\n"
    )
}

/// What `adr check` says of the branch, in bounds.
fn check(team: &Team) -> Told {
    let mut command = team.repo.command("sh");
    let script = format!("ulimit -d {} && exec \"$0\" \"$@\"", MEMORY << 10);
    command.args(["-c", &script, env!("CARGO_BIN_EXE_adr"), "check"]);
    command.args(["--base", "main", "--head", "large"]);
    command.args(["--trust-root", &team.root.to_string()]);
    let start = Instant::now();
    let told = told(command);
    let took = start.elapsed();
    println!("{took:?}, exit code {}: {:.300}", told.code, told.answer);
    assert!(took < TIME, "{took:?}");
    told
}

#[test]
#[ignore = "takes ten seconds to make: run by .ci/run"]
fn a_file_of_a_gibibyte() {
    let team = Team::new();
    import(&team, |out| {
        write!(out, "blob\nmark :1\ndata {}\n", 1 << 30)?;
        let zeros = vec![0; 1 << 20];
        for _ in 0..1 << 10 {
            out.write_all(&zeros)?;
        }
        writeln!(out)?;
        commit(out)?;
        writeln!(out, "M 100644 :1 decisions/0001-large/decision.yaml")
    });
    let told = check(&team).with_code(3);
    assert!(told.contains("bytes are more than the 1048576"), "{told}");
}

#[test]
fn two_hundred_thousand_files_in_the_log() {
    let team = Team::new();
    import(&team, |out| {
        write!(out, "blob\nmark :1\ndata 5\npsst\n\n")?;
        commit(out)?;
        for nth in 0..200_000 {
            writeln!(out, "M 100644 :1 decisions/{:03}/{nth}", nth / 1_000)?;
        }
        Ok(())
    });
    let told = check(&team).with_code(4);
    assert!(told.contains("more than 100000"), "{told}");
}

#[test]
fn folders_five_thousand_deep() {
    let team = Team::new();
    import(&team, |out| {
        write!(out, "blob\nmark :1\ndata 5\npsst\n\n")?;
        commit(out)?;
        writeln!(out, "M 100644 :1 decisions/{}file", "d/".repeat(5_000))
    });
    let told = check(&team).with_code(4);
    assert!(
        told.contains("too many folders inside each other in decisions/d/d"),
        "{told}"
    );
}

#[test]
#[ignore = "takes ten seconds: run by .ci/run"]
fn a_hundred_thousand_commits() {
    let team = Team::new();
    import(&team, |out| {
        for nth in 0..100_000 {
            commit(out)?;
            let text = format!("{nth}\n");
            write!(
                out,
                "M 100644 inline src/count\ndata {}\n{text}\n",
                text.len()
            )?;
        }
        Ok(())
    });
    check(&team).with_code(0);
}

#[test]
#[ignore = "takes half a minute: run by .ci/run"]
fn very_many_small_values() {
    let team = Team::new();
    import(&team, |out| {
        commit(out)?;
        for nth in 1..=40_u32 {
            let id = adr_sign::record::id::DecisionId::new(1, nth.into());
            let many = "0,".repeat(99_000);
            let text = format!("id: {id}\ntitle: T{nth}\ncustom:\n  a: [{many}]\n");
            let path = format!("decisions/{nth:04}/decision.yaml");
            writeln!(out, "M 100644 inline {path}\ndata {}\n{text}", text.len())?;
        }
        Ok(())
    });
    check(&team).with_code(3);
}

#[test]
fn very_many_bytes() {
    let team = Team::new();
    import(&team, |out| {
        let large = "a".repeat(1 << 20);
        write!(out, "blob\nmark :1\ndata {}\n{large}\n", large.len())?;
        commit(out)?;
        for nth in 0..40 {
            writeln!(out, "M 100644 :1 decisions/{nth}.txt")?;
        }
        Ok(())
    });
    let told = check(&team).with_code(4);
    assert!(told.contains("more than 32 MiB of files"), "{told}");
}

#[test]
fn an_outbox_that_is_too_large_stops_nobody() {
    let team = Team::new();
    team.propose(1);
    let objection = team.signoff("eli", 1, |signoff| {
        signoff.statement =
            adr_sign::record::signoff::Statement::Stance(adr_sign::record::signoff::Stance::Object);
    });
    team.repo.git(&["branch", "-q", "-M", "large"]);
    import(&team, |out| {
        for (name, count) in [("eli", 1), ("mallory", 20_000)] {
            write!(
                out,
                "commit refs/heads/adr-signoffs/{name}\ncommitter E <e@example.com> 1795000000 +0000\ndata 0\nfrom refs/heads/main\n"
            )?;
            let bytes = String::from_utf8_lossy(&objection.1);
            for nth in 0..count {
                let path = objection.0.replace("eli.r1.", &format!("eli.r1.{nth}"));
                let path = if count == 1 { &objection.0 } else { &path };
                writeln!(out, "M 100644 inline {path}\ndata {}\n{bytes}", bytes.len())?;
            }
        }
        Ok(())
    });
    let told = check(&team).with_code(1);
    assert!(told.contains("eli objects to revision 1"), "{told}");
    assert!(
        told.contains("nothing was heard from `refs/heads/adr-signoffs/mallory`"),
        "{told}"
    );
}

#[test]
fn commit_messages_that_are_mostly_trailers() {
    let team = Team::new();
    import(&team, |out| {
        let trailers = "Decision: 1\n".repeat(80_000);
        for _ in 0..40 {
            write!(
                out,
                "commit refs/heads/large\ncommitter Eli <eli@example.com> 1795000000 +0000\n"
            )?;
            writeln!(out, "data {}\nLarge\n\n{trailers}", trailers.len() + 7)?;
        }
        Ok(())
    });
    let told = check(&team).with_code(4);
    assert!(
        told.contains("more than 16 MiB of commit messages"),
        "{told}"
    );
}
