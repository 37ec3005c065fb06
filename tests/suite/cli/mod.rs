//! The commands: options, exit codes, and what is written where.

mod alerts;
mod archive;
mod attachments;
mod build;
mod check;
#[cfg(target_os = "linux")]
mod confined;
mod explain;
mod formats;
mod init;
#[cfg(unix)]
mod install;
mod kept;
mod mend;
mod new;
mod output;
mod preview;
mod printed;
mod search;
mod secrets;
mod serve;
mod usage;

/// A runbook without a finding.
const RUNBOOK: &str = "---\ntitle: Disk full\nalerts: NodeDiskFull\n---\n\n## Meaning\n\nA disk is full.\n\n\
    ## Impact\n\nNothing can be written.\n\n## Diagnosis\n\n```sh\ndf -h\n```\n\n## Mitigation\n\nDelete what is old.\n";
