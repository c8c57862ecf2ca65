//! Waiting for a lock that another command holds, and not for one that nobody holds any more.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

/// How long to wait for a lock.
const LONGEST: Duration = Duration::from_secs(5);

/// The age at which a lock file, or a note, belongs to nobody: git holds its locks for moments.
const ABANDONED: Duration = Duration::from_secs(60);

/// Waits between attempts, a little differently each time so that two who collide do not collide again.
pub(super) struct Patience {
    end: Instant,
    pause: Duration,
}

impl Patience {
    pub(super) fn new() -> Self {
        Self {
            end: Instant::now() + LONGEST,
            pause: Duration::from_millis(2),
        }
    }

    /// Whether there is time for another attempt; if so, waits for it.
    pub(super) fn wait(&mut self) -> bool {
        if Instant::now() + self.pause > self.end {
            return false;
        }
        let mut byte = [0u8; 1];
        // Without randomness two may collide once more, and try again.
        let _ = getrandom::fill(&mut byte);
        thread::sleep(self.pause.mul_f32(0.5 + f32::from(byte[0]) / 255.0));
        self.pause = (self.pause * 2).min(Duration::from_millis(50));
        true
    }
}

/// Whether a lock or note has been lying about for so long that whoever made it has died.
pub(super) fn is_abandoned(file: &Path) -> bool {
    let written = fs::metadata(file).and_then(|about| about.modified());
    let age = written
        .ok()
        .and_then(|written| SystemTime::now().duration_since(written).ok());
    age.is_some_and(|age| age > ABANDONED)
}
