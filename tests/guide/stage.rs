//! The people of a guide: each with a home, a key and a clone, over one bare repository.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, NaiveTime};
use tempfile::TempDir;

/// What the repository is called.
const REPOSITORY: &str = "shop";

/// The day on which a guide begins.
const FIRST_DAY: &str = "2026-11-24";

/// The names of those who take part.
const NAMES: [(&str, &str); 5] = [
    ("alice", "Alice Ng"),
    ("bob", "Bob Ito"),
    ("dana", "Dana Roy"),
    ("eve", "Eve Fox"),
    ("ci", "CI"),
];

/// A scratch folder with everything in it. The clock goes on by a minute with each command.
pub struct Stage {
    folder: TempDir,
    now: DateTime<FixedOffset>,
    /// What `adr init` printed, as CI would keep it.
    trust_root: String,
}

impl Stage {
    /// A bare repository with one commit, and a clone for everybody and for CI.
    pub fn set(people: &[String], newcomers: &[String]) -> Self {
        let mut stage = Self {
            folder: tempfile::tempdir().expect("a scratch folder"),
            now: morning(FIRST_DAY),
            trust_root: String::new(),
        };
        let origin = format!("{REPOSITORY}.git");
        stage.prepare(".", &format!("git init -q --bare -b main {origin}"));
        stage.arrives("ci");
        stage.prepare(
            "ci",
            "cd shop && git config user.name CI && git config user.email ci@example.com \
             && echo '# The shop' > README.md && git add . && git commit -q -m 'Begin' && git push -q origin HEAD:main \
             && git remote set-head origin main",
        );
        for who in people.iter().chain(newcomers) {
            stage.arrives(who);
        }
        for who in people {
            let name = name(who);
            stage.prepare(
                who,
                &format!(
                    "ssh-keygen -q -t ed25519 -N '' -C {who}@laptop -f ~/.ssh/id_ed25519 \
                     && git config --global user.name '{name}' && git config --global user.email {who}@example.com \
                     && git config --global gpg.format ssh \
                     && git config --global user.signingkey ~/.ssh/id_ed25519.pub"
                ),
            );
        }
        stage
    }

    /// Somebody with a home and a clone.
    fn arrives(&mut self, who: &str) {
        fs::create_dir_all(self.home(who).join(".ssh")).expect("a home");
        let clone = format!("git clone -q ../{REPOSITORY}.git 2>&1");
        self.prepare(who, &clone);
    }

    /// From now on it is the morning of this day.
    pub fn turn_to(&mut self, day: &str) {
        self.now = morning(day);
    }

    pub fn write(&self, who: &str, path: &str, content: &str) {
        let file = self.clone_of(who).join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
        fs::write(file, content).expect("a file");
    }

    /// Replaces, in a file, the lines after `-` by those after `+`.
    pub fn change(&self, who: &str, path: &str, change: &[String]) -> Result<(), String> {
        let file = self.clone_of(who).join(path);
        let before = fs::read_to_string(&file).map_err(|error| format!("{path}: {error}"))?;
        let side = |other: char| -> String {
            let lines = change.iter().filter(|line| !line.starts_with(other));
            lines.map(|line| format!("{}\n", &line[1..])).collect()
        };
        let (old, new) = (side('+'), side('-'));
        if before.matches(&old).count() != 1 {
            return Err(format!(
                "{path} does not say just once\n{old}\nbut\n{before}"
            ));
        }
        fs::write(file, before.replace(&old, &new)).map_err(|error| format!("{path}: {error}"))
    }

    /// What somebody sees who types this, with the exit code at the end where it is not 0.
    pub fn run(&mut self, who: &str, text: &str) -> Vec<String> {
        self.now += Duration::minutes(1);
        let folder = self.clone_of(who);
        if who == "ci" {
            // A run of CI begins with a fresh checkout.
            let afresh = "git fetch -q --prune && git reset -q --hard && git switch -q main \
                          && git reset -q --hard origin/main";
            let (seen, code) = self.shell(who, &folder, afresh);
            assert_eq!(code, 0, "{}", seen.join("\n"));
        }
        let (mut seen, code) = self.shell(who, &folder, text);
        for line in &seen {
            if let Some(root) = line.strip_prefix("trust root: ") {
                root.clone_into(&mut self.trust_root);
            }
        }
        if code != 0 {
            seen.push(format!("? {code}"));
        }
        seen
    }

    #[track_caller]
    fn prepare(&mut self, who: &str, text: &str) {
        let (seen, code) = self.shell(who, &self.home(who), text);
        assert_eq!(code, 0, "{who}$ {text}\n{}", seen.join("\n"));
    }

    /// Runs a shell that sees nothing of this machine but its programs. Both outputs, as they came.
    fn shell(&self, who: &str, folder: &Path, text: &str) -> (Vec<String>, i32) {
        let home = self.home(who);
        let built = Path::new(env!("CARGO_BIN_EXE_adr"))
            .parent()
            .expect("the folder of the programs");
        let path = std::env::var("PATH").unwrap_or_else(|_| "/usr/bin:/bin".to_owned());
        let now = self.now.to_rfc3339();
        let output = Command::new("sh")
            .args(["-c", &format!("exec 2>&1\n{text}")])
            .current_dir(folder)
            .env_clear()
            .env("PATH", format!("{}:{path}", built.display()))
            .env("HOME", &home)
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "Europe/Berlin")
            .env("COLUMNS", "100")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_AUTHOR_DATE", &now)
            .env("GIT_COMMITTER_DATE", &now)
            .env("ADR_NOW", &now)
            .env("ADR_TRUST_ROOT", &self.trust_root)
            .output()
            .expect("a shell");
        let text = String::from_utf8_lossy(&output.stdout)
            .replace(&self.folder.path().display().to_string(), "");
        let seen = text.lines().map(|line| line.trim_end().to_owned());
        (seen.collect(), output.status.code().unwrap_or(-1))
    }

    fn home(&self, who: &str) -> PathBuf {
        self.folder.path().join(who)
    }

    fn clone_of(&self, who: &str) -> PathBuf {
        self.home(who).join(REPOSITORY)
    }
}

fn name(who: &str) -> &'static str {
    NAMES
        .iter()
        .find(|(handle, _)| *handle == who)
        .unwrap_or_else(|| panic!("{who} has no name in NAMES"))
        .1
}

fn morning(day: &str) -> DateTime<FixedOffset> {
    let nine = NaiveTime::from_hms_opt(9, 0, 0).expect("a time");
    let berlin = FixedOffset::east_opt(3600).expect("a zone");
    let day: NaiveDate = day.parse().unwrap_or_else(|error| panic!("{day}: {error}"));
    day.and_time(nine)
        .and_local_timezone(berlin)
        .single()
        .expect("one moment")
}
