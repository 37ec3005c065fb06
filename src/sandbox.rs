//! What this process, and the Git that it starts, may do once the arguments are read.
//!
//! Much code parses content, some of it in C. If one of these parsers is ever turned
//! against us, the kernel still denies it other files, other programs and the network. On Linux, that
//! is Landlock for files, programs and TCP, and seccomp for every other kind of socket. A system
//! without them runs the same commands unconfined.

use std::path::PathBuf;

/// What a command needs. Everything else is refused; paths that do not exist allow nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permissions {
    /// Files, and folders with all below them, that are read.
    pub read: Vec<PathBuf>,
    /// Files, and folders with all below them, that are changed. Includes reading.
    pub write: Vec<PathBuf>,
    /// Programs that are started, and the loaders that the system needs for that. Includes reading.
    pub run: Vec<PathBuf>,
    /// Whether other hosts are asked. Sockets that are open already keep working.
    pub network: bool,
}

/// How far a process is confined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confinement {
    /// All that [`Permissions`] do not allow is refused.
    Full,
    /// The kernel is too old for some of it.
    Partial,
    /// The system knows none of it.
    None,
}

/// Confines this thread and all that it starts from now on, for good. Call it before any other
/// thread is there. Where the system refuses, the process stays as it was.
pub fn confine(permissions: &Permissions) -> Confinement {
    system::confine(permissions)
}

#[cfg(target_os = "linux")]
mod system {
    use std::collections::BTreeMap;

    use landlock::{
        ABI, Access, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible, Ruleset, RulesetAttr,
        RulesetCreatedAttr, RulesetError, RulesetStatus, Scope, path_beneath_rules,
    };
    use rustix::io::Errno;
    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch};

    use super::{Confinement, Permissions};

    /// Without the right to link and rename between folders (Linux 5.19) a ruleset refuses both
    /// everywhere, and no site could be swapped in.
    const OLDEST: ABI = ABI::V2;
    /// The newest rights that are known here; an older kernel enforces those that it has.
    const NEWEST: ABI = ABI::V6;

    pub(super) fn confine(permissions: &Permissions) -> Confinement {
        let files = restrict(permissions).unwrap_or(RulesetStatus::NotEnforced);
        let has_no_sockets = permissions.network || refuse_sockets().is_some();
        match (files, has_no_sockets) {
            (RulesetStatus::FullyEnforced, true) => Confinement::Full,
            (RulesetStatus::NotEnforced, false) => Confinement::None,
            _ => Confinement::Partial,
        }
    }

    fn restrict(permissions: &Permissions) -> Result<RulesetStatus, RulesetError> {
        let reading: BitFlags<AccessFs> = AccessFs::ReadFile | AccessFs::ReadDir;
        let running = reading | AccessFs::Execute;
        let writing = AccessFs::from_all(NEWEST) & !AccessFs::Execute;
        let mut rules = Ruleset::default()
            .set_compatibility(CompatLevel::HardRequirement)
            .handle_access(AccessFs::from_all(OLDEST))?
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(AccessFs::from_all(NEWEST))?;
        if !permissions.network {
            rules = rules.handle_access(AccessNet::from_all(NEWEST))?;
        }
        let confined = rules
            .scope(Scope::from_all(NEWEST))?
            .create()?
            .add_rules(path_beneath_rules(&permissions.read, reading))?
            .add_rules(path_beneath_rules(&permissions.write, writing))?
            .add_rules(path_beneath_rules(&permissions.run, running))?
            .restrict_self()?;
        Ok(confined.ruleset)
    }

    /// No new socket of any kind: Landlock knows TCP only, and a name can be resolved over UDP.
    /// `io_uring` could open one unseen by seccomp.
    fn refuse_sockets() -> Option<()> {
        let machine: TargetArch = std::env::consts::ARCH.try_into().ok()?;
        let calls = [libc::SYS_socket, libc::SYS_io_uring_setup].map(|call| (call, Vec::new()));
        let refused = SeccompAction::Errno(Errno::ACCESS.raw_os_error().unsigned_abs());
        let filter =
            SeccompFilter::new(BTreeMap::from(calls), SeccompAction::Allow, refused, machine).ok()?;
        let program: BpfProgram = filter.try_into().ok()?;
        seccompiler::apply_filter(&program).ok()
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use super::{Confinement, Permissions};

    pub(super) fn confine(_: &Permissions) -> Confinement {
        Confinement::None
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;
