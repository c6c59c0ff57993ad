//! Opens a path with the program of the system.

use std::{io, path::Path, process::Command};

/// The command that opens paths here.
pub const COMMAND: &str = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };

/// Open a path.
pub fn open(path: &Path) -> io::Result<()> {
    Command::new(COMMAND).arg(path).spawn().map(drop)
}
